namespace OrleansDefender.Simulator.Audits;

/// <summary>An audit check of Device Defender.</summary>
/// <param name="Name">The check's name.</param>
/// <param name="Severity">The severity of its findings, which AWS fixes per check.</param>
/// <param name="ResourceType">The type of the resources that it looks at.</param>
/// <param name="Reasons">Why a resource does not comply: code and words.</param>
/// <param name="IsWindowed">Whether a scheduled run looks only at what happened since the run before: then a resource that is not listed again proves nothing.</param>
internal sealed record AuditCheck(string Name, string Severity, string ResourceType, IReadOnlyList<(string Code, string Text)> Reasons, bool IsWindowed = false);
