using OrleansDefender.Things;

namespace OrleansDefender.Ingress.Events;

/// <summary>What one batch of messages holds for one thing, and which of them said it.</summary>
internal sealed class ThingBatch(ThingKey thing)
{
    /// <summary>The thing.</summary>
    public ThingKey Thing { get; } = thing;

    /// <summary>Its events, each with the place of its message in the batch; no place for one that a scan found.</summary>
    public List<(int? Place, DetectEvent Event)> Events { get; } = [];

    /// <summary>The words on its episodes, each with the place of its message in the batch; no place for one that came with an event, and shares its fate.</summary>
    public List<(int? Place, VerificationEvent Event)> Verifications { get; } = [];

    /// <summary>Mitigations of its episodes, each with the place of its message in the batch.</summary>
    public List<(int Place, string ViolationId, AlarmMitigation Mitigation)> Mitigations { get; } = [];

    /// <summary>Deletions of it, each with the place of its message in the batch.</summary>
    public List<(int Place, WithdrawalEvent Event)> Withdrawals { get; } = [];

    /// <summary>The times at which its record in the registry was changed, each with the place of its message in the batch.</summary>
    public List<(int Place, DateTimeOffset Time)> RegistryChanges { get; } = [];

    /// <summary>How many causes it holds.</summary>
    public int Count => Events.Count + Verifications.Count + Mitigations.Count + Withdrawals.Count + RegistryChanges.Count;

    /// <summary>The causes.</summary>
    public ThingCauses Causes => new()
    {
        Events = [.. Events.Select(entry => entry.Event).Distinct()],
        Verifications = [.. Verifications.Select(entry => entry.Event).Distinct()],
        Mitigations = [.. Mitigations.Select(entry => entry.Mitigation).Distinct()],
        Withdrawals = [.. Withdrawals.Select(entry => entry.Event).Distinct()],
        ContextChangedAt = RegistryChanges.Max(entry => (DateTimeOffset?)entry.Time),
    };

    /// <summary>Whether the batch holds an event of an episode.</summary>
    public bool Knows(string violationId) => Events.Exists(entry => entry.Event.ViolationId == violationId);

    /// <summary>Whether a scan found an event of an episode.</summary>
    public bool IsListed(string violationId) => Events.Exists(entry => entry.Place is null && entry.Event.ViolationId == violationId);

    /// <summary>The place of the message of each of its causes: a message that holds several is there several times.</summary>
    public IEnumerable<int> Places => Events.Select(entry => entry.Place)
        .Concat(Verifications.Select(entry => entry.Place))
        .Where(place => place is not null)
        .Select(place => place!.Value)
        .Concat(Mitigations.Select(entry => entry.Place))
        .Concat(Withdrawals.Select(entry => entry.Place))
        .Concat(RegistryChanges.Select(entry => entry.Place));
}
