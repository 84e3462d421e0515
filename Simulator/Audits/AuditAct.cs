namespace OrleansDefender.Simulator.Audits;

/// <summary>What a step of a story does to the audits. A text, so that equal acts are equal.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Json">
/// For <see cref="AuditActKind.Run"/> the body of <c>POST /_sim/audits</c>; for <see cref="AuditActKind.Generate"/> <c>{seed, findings}</c>; for
/// <see cref="AuditActKind.Suppress"/> <c>{checkName, resourceIdentifier, description, seconds}</c>, without <c>seconds</c> for ever.
/// </param>
internal sealed record AuditAct(AuditActKind Kind, string Json);
