using OrleansDefender.Things;

namespace OrleansDefender.Ingress.Events;

/// <summary>What one batch of messages holds for one thing, and which of them said it.</summary>
internal sealed class ThingBatch(ThingKey thing)
{
    /// <summary>The thing.</summary>
    public ThingKey Thing { get; } = thing;

    /// <summary>Its events, each with the place of its message in the batch; no place for one that a scan found.</summary>
    public List<(int? Place, DetectEvent Event)> Events { get; } = [];

    /// <summary>The words on its episodes, each with the place of its message in the batch.</summary>
    public List<(int Place, VerificationEvent Event)> Verifications { get; } = [];

    /// <summary>Whether the batch holds an event of an episode.</summary>
    public bool Knows(string violationId) => Events.Exists(entry => entry.Event.ViolationId == violationId);

    /// <summary>Whether a scan found an event of an episode.</summary>
    public bool IsListed(string violationId) => Events.Exists(entry => entry.Place is null && entry.Event.ViolationId == violationId);

    /// <summary>The places of all its messages.</summary>
    public IEnumerable<int> Places => Events.Where(entry => entry.Place is not null).Select(entry => entry.Place!.Value)
        .Concat(Verifications.Select(entry => entry.Place))
        .Distinct();
}
