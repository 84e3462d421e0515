using Microsoft.Extensions.Logging;

namespace OrleansDefender.Things;

/// <summary>The index from an episode to its thing: written once.</summary>
internal sealed partial class ViolationGrain(
    [PersistentState("violation", GrainStorageNames.Violations)] IPersistentState<ViolationState> storage,
    ILogger<ViolationGrain> logger) : Grain, IViolationGrain
{
    /// <inheritdoc />
    public async ValueTask Record(ViolationOwner owner, CancellationToken cancellationToken = default)
    {
        if (storage.State.Owner is { } known)
        {
            if (known != owner)
            {
                // AWS gives an id to one episode only. Should it not, the first answer stays, so that verifications do not wander between things.
                LogTwoOwners(this.GetPrimaryKeyString());
            }

            return;
        }

        storage.State = new ViolationState { Owner = owner };
        try
        {
            await storage.WriteStateAsync(cancellationToken);
        }
        catch
        {
            // What is not known to be stored is not answered: the next call reads it again.
            storage.State = new ViolationState();
            DeactivateOnIdle();
            throw;
        }
    }

    /// <inheritdoc />
    public ValueTask<ViolationOwner?> Find(CancellationToken cancellationToken = default) => new(storage.State.Owner);

    [LoggerMessage(EventName = "ViolationWithTwoOwners", Level = LogLevel.Warning, Message = "Violation {Violation} was reported for another thing or behavior than before; the first stays")]
    private partial void LogTwoOwners(string violation);
}
