namespace OrleansDefender.Findings;

/// <summary>Names a finding within its owner, and how urgent its delivery is.</summary>
/// <param name="Key">The key within the owner, for example <c>alarm/profile/behavior</c>.</param>
/// <param name="Severity">The severity: HIGH and CRITICAL go to the urgent queue.</param>
/// <param name="HasCustomerUpdate">Whether an analyst's word waits to be delivered: urgent too.</param>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Findings.FindingRef")]
public readonly record struct FindingRef(
    [property: Id(0)] string Key,
    [property: Id(1)] Severity Severity,
    [property: Id(2)] bool HasCustomerUpdate = false)
{
    /// <summary>Whether the delivery belongs in the urgent queue.</summary>
    public bool IsUrgent => HasCustomerUpdate || Severity >= Severity.High;
}
