namespace OrleansDefender.Findings.Delivery;

/// <summary>A finding on its way: one per Id, whoever and however many submitted it.</summary>
internal sealed class WaitingFinding(UInt128 hash, long sequence, FindingSnapshot snapshot, int size, LandedRevisions landed)
{
    private Refusal? _refusedUpdate;

    /// <summary>The finding's Id.</summary>
    public string Id { get; } = snapshot.Finding.Id;

    /// <summary>The hash of the Id.</summary>
    public UInt128 Hash { get; } = hash;

    /// <summary>Its place in the order of arrival.</summary>
    public long Sequence { get; } = sequence;

    /// <summary>The highest content revision, with the highest update revision.</summary>
    public FindingSnapshot Snapshot { get; private set; } = snapshot;

    /// <summary>The size of the content in an import, in bytes, at most.</summary>
    public int Size { get; private set; } = size;

    /// <summary>What is in the hub.</summary>
    public LandedRevisions Landed { get; private set; } = landed;

    /// <summary>Whether it is in a call. Then it is in no other.</summary>
    public bool InFlight { get; set; }

    /// <summary>Not before this time the next attempt.</summary>
    public TimeSpan NotBefore { get; private set; } = TimeSpan.MinValue;

    /// <summary>The failed attempts of the present step.</summary>
    public int Attempts { get; private set; }

    /// <summary>When the first of <see cref="Attempts"/> failed.</summary>
    public TimeSpan FailingSince { get; private set; }

    /// <summary>The largest batch it may be part of: halved with each batch that was refused with it in it, until the guilty one is alone.</summary>
    public int GroupLimit { get; private set; } = HubDelivery.MaxFindingsPerCall;

    /// <summary>Whether the hub had no such finding when an update wanted to go first.</summary>
    public bool ImportFirst { get; set; }

    /// <summary>The last failure's error code.</summary>
    public string? Code { get; private set; }

    /// <summary>The last failure's message.</summary>
    public string? Message { get; private set; }

    /// <summary>Those who want to know.</summary>
    public List<Waiter> Waiters { get; } = [];

    /// <summary>How urgent it is: its severity, but at least HIGH where an analyst has spoken and watches for the effect.</summary>
    public Severity Rank => RankOf(Snapshot);

    /// <summary>Whether the content has to be imported.</summary>
    public bool ContentDue => Snapshot.Revision > Landed.Content;

    /// <summary>What to do next; absent where nothing is left to do.</summary>
    public HubOperation? Step => StepOf(Snapshot, Landed, _refusedUpdate?.Revision ?? -1, ImportFirst);

    /// <summary>The urgency of a snapshot.</summary>
    public static Severity RankOf(FindingSnapshot snapshot) =>
        snapshot.Update is not null && snapshot.Finding.Severity < Severity.High ? Severity.High : snapshot.Finding.Severity;

    /// <summary>What to do first with a snapshot; absent where there is nothing to do.</summary>
    /// <param name="snapshot">The snapshot.</param>
    /// <param name="landed">What is in the hub of its finding.</param>
    /// <param name="refusedUpdate">The highest revision of a customer update that was refused; -1 where none was.</param>
    /// <param name="importFirst">Whether the hub had no such finding when an update wanted to go first.</param>
    public static HubOperation? StepOf(FindingSnapshot snapshot, LandedRevisions landed, long refusedUpdate = -1, bool importFirst = false)
    {
        var updateDue = snapshot.Update is { } update && update.Revision > landed.Update && update.Revision > refusedUpdate;
        return snapshot.Revision > landed.Content && !(updateDue && snapshot.Update!.BeforeImport && !importFirst) ? HubOperation.Import
            : updateDue ? HubOperation.Update
            : null;
    }

    /// <summary>Takes in another snapshot of the same finding: of content and update the higher revision wins.</summary>
    public void Merge(FindingSnapshot other, int size)
    {
        if (other.Revision > Snapshot.Revision)
        {
            // The owner had no update left when it made the newer content: what waits here was delivered by another way.
            var update = other.Update is null ? null : Newer(other.Update, Snapshot.Update);
            (Snapshot, Size) = (other with { Update = update }, size);
        }
        else if (other.Revision == Snapshot.Revision || Snapshot.Update is not null)
        {
            Snapshot = Snapshot with { Update = Newer(Snapshot.Update, other.Update) };
        }
    }

    /// <summary>Content has landed.</summary>
    public void ContentLanded(FindingSnapshot sent)
    {
        Landed = Landed.WithContent(sent.Revision, quiet: sent.Update is null);
        StepDone();
    }

    /// <summary>An update has landed.</summary>
    public void UpdateLanded(CustomerUpdate sent)
    {
        Landed = Landed.WithUpdate(sent.Revision);
        StepDone();
    }

    /// <summary>An update was refused for good: what is left is the content.</summary>
    public void UpdateRefused(CustomerUpdate sent, string code, string? message)
    {
        _refusedUpdate = new Refusal(sent.Revision, code, message);
        StepDone();
    }

    /// <summary>An attempt failed; rests before the next.</summary>
    public void AttemptFailed(TimeSpan now, string code, string? message)
    {
        if (Attempts++ == 0)
        {
            FailingSince = now;
        }

        NotBefore = now + Backoff.OfAttempt(Attempts);
        (Code, Message) = (code, message);
    }

    /// <summary>A call that held it was refused as a whole: the next one holds half.</summary>
    public void Halve(int callSize) => GroupLimit = Math.Max(1, callSize / 2);

    /// <summary>Shortens the rest: it is not the hub that needs it.</summary>
    public void RestBriefly(TimeSpan now) => NotBefore = now + Backoff.OfAttempt(1);

    /// <summary>Answers those whose revisions have landed, or were refused.</summary>
    public void AnswerCovered()
    {
        for (var index = Waiters.Count - 1; index >= 0; index--)
        {
            var waiter = Waiters[index];
            if (Landed.Covers(waiter.Revision, waiter.UpdateRevision))
            {
                waiter.Answer(DeliveryStatus.Landed);
            }
            else if (_refusedUpdate is { } refusal && waiter.UpdateRevision <= refusal.Revision && Landed.Content >= waiter.Revision)
            {
                waiter.Answer(DeliveryStatus.Rejected, refusal.Code, refusal.Message, refusal.Revision);
            }
            else
            {
                continue;
            }

            Waiters.RemoveAt(index);
        }
    }

    /// <summary>Answers those who wait for this content revision or an older one that it was refused.</summary>
    public void AnswerRefused(long revision, string code, string? message)
    {
        for (var index = Waiters.Count - 1; index >= 0; index--)
        {
            var waiter = Waiters[index];
            if (waiter.Revision <= revision)
            {
                // An update that goes before its content may have been refused already.
                var refusedUpdate = _refusedUpdate is { } refusal && waiter.UpdateRevision <= refusal.Revision ? refusal.Revision : 0;
                waiter.Answer(DeliveryStatus.Rejected, code, message, refusedUpdate);
                Waiters.RemoveAt(index);
            }
        }

        // Newer content, if there is any by now, starts afresh.
        StepDone();
    }

    /// <summary>Answers all that it is not now.</summary>
    public void AnswerBusy(string? code, string? message)
    {
        foreach (var waiter in Waiters)
        {
            waiter.Answer(DeliveryStatus.Busy, code, message);
        }

        Waiters.Clear();
    }

    private static CustomerUpdate? Newer(CustomerUpdate? one, CustomerUpdate? other) =>
        one is null ? other : other is null || one.Revision >= other.Revision ? one : other;

    private void StepDone()
    {
        Attempts = 0;
        NotBefore = TimeSpan.MinValue;
        GroupLimit = HubDelivery.MaxFindingsPerCall;
        (Code, Message) = (null, null);
    }

    private sealed record Refusal(long Revision, string Code, string? Message);
}
