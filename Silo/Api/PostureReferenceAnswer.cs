using System.ComponentModel;

using OrleansDefender.Things;

namespace OrleansDefender.Silo.Api;

/// <summary>An audit finding that a thing refers to, as the API shows it.</summary>
[Description("An open audit finding of a resource that the thing belongs to.")]
internal sealed record PostureReferenceAnswer
{
    [Description("The audit check, for example DEVICE_CERTIFICATE_EXPIRING_CHECK.")]
    public required string Check { get; init; }

    [Description("Why, as a code.")]
    public required string ReasonCode { get; init; }

    [Description("CRITICAL, HIGH, MEDIUM, LOW or INFORMATIONAL.")]
    public required string Severity { get; init; }

    [Description("Since when it is open: the start of the audit that found it first.")]
    public required DateTimeOffset Since { get; init; }

    [Description("The kind of the resource, for example device-certificate.")]
    public required string ResourceKind { get; init; }

    [Description("The resource's identifier.")]
    public required string ResourceId { get; init; }

    [Description("The finding's Id in Security Hub.")]
    public required string FindingId { get; init; }

    /// <summary>What a grain said, in the API's words.</summary>
    public static PostureReferenceAnswer Of(PostureReference reference) => new()
    {
        Check = reference.Finding.Check,
        ReasonCode = reference.Finding.ReasonCode,
        Severity = Words.Of(reference.Finding.Severity),
        Since = reference.Finding.Since,
        ResourceKind = reference.Resource.Kind,
        ResourceId = reference.Resource.Id,
        FindingId = reference.Finding.FindingId,
    };
}
