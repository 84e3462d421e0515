namespace OrleansDefender.Findings.Delivery;

/// <summary>One submitted snapshot that waits for its finding to land.</summary>
internal sealed class Waiter(Handover handover, int index, WaitingFinding finding, FindingSnapshot snapshot)
{
    private readonly string _key = snapshot.Key;

    /// <summary>The finding it waits for.</summary>
    public WaitingFinding Finding { get; } = finding;

    /// <summary>The batch it came with.</summary>
    public Handover Handover { get; } = handover;

    /// <summary>The content revision it waits for.</summary>
    public long Revision { get; } = snapshot.Revision;

    /// <summary>The update revision it waits for; absent where it brought no update.</summary>
    public long? UpdateRevision { get; } = snapshot.Update?.Revision;

    /// <summary>The outcome of a snapshot.</summary>
    public static DeliveryOutcome OutcomeOf(
        string findingId, string key, long revision, long? updateRevision, DeliveryStatus status, string? code, string? message, long refusedUpdate = 0) =>
        new()
        {
            FindingId = findingId,
            Key = key,
            Status = status,
            Revision = revision,
            UpdateRevision = status == DeliveryStatus.Landed ? updateRevision ?? 0 : 0,
            ErrorCode = code,
            ErrorMessage = message,
            RefusedUpdateRevision = refusedUpdate,
        };

    /// <summary>Answers the snapshot.</summary>
    /// <param name="status">What became of it.</param>
    /// <param name="code">The error code, where there is one.</param>
    /// <param name="message">The error message, where there is one.</param>
    /// <param name="refusedUpdate">The revision of the customer update that was refused for good; 0 where none was.</param>
    public void Answer(DeliveryStatus status, string? code = null, string? message = null, long refusedUpdate = 0) =>
        Handover.Set(index, OutcomeOf(Finding.Id, _key, Revision, UpdateRevision, status, code, message, refusedUpdate));
}
