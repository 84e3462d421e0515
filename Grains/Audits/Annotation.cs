namespace OrleansDefender.Audits;

/// <summary>A mitigation of what a run found, to be recorded with its findings. Persisted.</summary>
/// <param name="Mitigation">The mitigation.</param>
/// <param name="Check">The check whose list is gone through; absent before the first.</param>
/// <param name="NextToken">Where its next page begins.</param>
/// <param name="Segment">The next segment of it.</param>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Audits.Annotation")]
internal sealed record Annotation(
    [property: Id(0)] AuditMitigation Mitigation,
    [property: Id(1)] string? Check = null,
    [property: Id(2)] string? NextToken = null,
    [property: Id(3)] int Segment = 0);
