namespace OrleansDefender.Things;

/// <summary>An analyst's word on an episode, from CloudTrail's <c>PutVerificationStateOnViolation</c> or from the IoT API.</summary>
/// <remarks>
/// Of several words on one episode the one with the greatest (<see cref="Time"/>, <see cref="EventId"/>) holds; what was said goes before what was merely
/// repeated (<see cref="IsNotified"/>).
/// </remarks>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Things.VerificationEvent")]
public sealed record VerificationEvent
{
    /// <summary>The episode it is about.</summary>
    [Id(0)]
    public required string ViolationId { get; init; }

    /// <summary>The word.</summary>
    [Id(1)]
    public required Verification State { get; init; }

    /// <summary>The analyst's reason; up to 1,000 characters in AWS IoT.</summary>
    [Id(2)]
    public string? Description { get; init; }

    /// <summary>Who said it: the ARN, or its last part for an assumed role.</summary>
    [Id(3)]
    public string? Actor { get; init; }

    /// <summary>When it was said.</summary>
    [Id(4)]
    public required DateTimeOffset Time { get; init; }

    /// <summary>CloudTrail's event id, by which repeats are known.</summary>
    [Id(5)]
    public required string EventId { get; init; }

    /// <summary>
    /// Whether it is no act but what a notification of the episode says of its verification: it counts only as long as the act itself is not known, and
    /// repeats no change of the customer's fields.
    /// </summary>
    [Id(6)]
    public bool IsNotified { get; init; }
}
