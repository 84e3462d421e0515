using OrleansDefender.Things;

namespace OrleansDefender.Ingress.Events;

/// <summary>What somebody said or did about an episode, without saying of which thing it is.</summary>
/// <param name="Place">The place of its message in the batch.</param>
/// <param name="Scope">The account and Region.</param>
/// <param name="ViolationId">The episode.</param>
internal abstract record EpisodeWord(int Place, AccountRegion Scope, string ViolationId)
{
    /// <summary>Gives it to its thing.</summary>
    public abstract void AddTo(ThingBatch thing);

    /// <summary>An analyst's word.</summary>
    internal sealed record Verified(int Place, AccountRegion Scope, VerificationEvent Event) : EpisodeWord(Place, Scope, Event.ViolationId)
    {
        /// <inheritdoc/>
        public override void AddTo(ThingBatch thing) => thing.Verifications.Add((Place, Event));
    }

    /// <summary>A mitigation.</summary>
    internal sealed record Mitigated(int Place, AccountRegion Scope, string ViolationId, AlarmMitigation Mitigation) : EpisodeWord(Place, Scope, ViolationId)
    {
        /// <inheritdoc/>
        public override void AddTo(ThingBatch thing) => thing.Mitigations.Add((Place, ViolationId, Mitigation));
    }
}
