using System.Collections.Immutable;
using System.Security.Cryptography;

using Microsoft.Extensions.Logging;

using Orleans.Concurrency;

using OrleansDefender.Fleet;

namespace OrleansDefender.Correlation;

/// <summary>The grain of the silences of an account and Region: runs <see cref="SilenceLogic"/>, and makes things due when a silence was ended early.</summary>
/// <remarks>
/// The things are walked twice: a thing that looks before its silo has heard of the end goes on waiting, and looks again at the second time. Which things a
/// silence kept waiting is not known here; that others look for nothing is harmless.
/// </remarks>
[Reentrant]
internal sealed class SilenceGrain(
    [PersistentState("silences", GrainStorageNames.Audits)] IPersistentState<SilenceState> storage,
    IWatchList watchList,
    IDueList dueList,
    TimeProvider time,
    ILogger<SilenceGrain> logger)
    : WorkingGrain<SilenceState>(storage, SilenceState.Empty, dueList, DueKind.Silence, time, logger), ISilenceGrain
{
    private const int PageSize = 500;
    private const int IdLength = 16;

    private static readonly SilenceProblem Full = new("scope", "There is no room for another: active silences fill the list. End one first.");

    private AccountRegion Scope => AccountRegion.Parse(this.GetPrimaryKeyString());

    private DateTimeOffset Now => Clock.GetUtcNow();

    /// <inheritdoc/>
    public async ValueTask<SilenceCreation> Create(SilenceWish wish, CancellationToken cancellationToken)
    {
        var now = Now;
        var problems = SilenceLogic.Check(wish, now);
        if (!problems.IsEmpty)
        {
            return new SilenceCreation(null, problems);
        }

        var id = RandomNumberGenerator.GetHexString(IdLength, lowercase: true);
        var state = await UpdateAsync(known => SilenceLogic.Create(known, Scope, id, wish, now) ?? known, cancellationToken);
        return SilenceLogic.Find(state, id, now) is { } silence ? new SilenceCreation(silence, []) : new SilenceCreation(null, [Full]);
    }

    /// <inheritdoc/>
    public async ValueTask<ImmutableArray<Silence>> List(CancellationToken cancellationToken) =>
        SilenceLogic.Kept(await StateAsync(cancellationToken), Now);

    /// <inheritdoc/>
    public async ValueTask<Silence?> End(string id, string? by, CancellationToken cancellationToken)
    {
        var now = Now;
        var state = await UpdateAsync(known => SilenceLogic.End(known, id, by, now), cancellationToken);

        // Also where it was over before: the row of an end that was cut off may not have been written.
        if (Due(state).DueAt is not null)
        {
            await OwnAsync(state, cancellationToken);
        }

        return SilenceLogic.Find(state, id, now);
    }

    /// <inheritdoc/>
    public async ValueTask<SilencePage?> Find(long known, CancellationToken cancellationToken)
    {
        var state = await StateAsync(cancellationToken);
        var now = Now;
        return state.Revision == known ? null : new SilencePage(state.Revision, state.Silences.RemoveAll(silence => !silence.IsActive(now)));
    }

    /// <inheritdoc/>
    protected override (DateTimeOffset? DueAt, long Revision) Due(SilenceState state) =>
        (state.IsSweeping ? DateTimeOffset.UnixEpoch : state.SweepMs is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null, state.RowRevision);

    /// <inheritdoc/>
    protected override async Task<bool> StepAsync(CancellationToken stopping)
    {
        var state = await StateAsync(stopping);
        if (!state.IsSweeping)
        {
            if (!(Due(state).DueAt <= Now))
            {
                return false;
            }

            state = await UpdateAsync(SilenceLogic.BeginSweep, stopping);
        }

        var page = await watchList.WalkWithheldAsync(Scope, state.After, PageSize, stopping);
        await watchList.MakeDueAsync(page, Now, stopping);
        await UpdateAsync(known => SilenceLogic.Swept(known, page.Count == PageSize ? page[^1].Name : null), stopping);
        return true;
    }
}
