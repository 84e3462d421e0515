using System.Collections.Immutable;

namespace OrleansDefender.Audits;

/// <summary>The grain of a check's book.</summary>
internal sealed class AuditCheckGrain(
    [PersistentState("check", GrainStorageNames.Audits)] IPersistentState<AuditCheckState> storage) : Grain, IAuditCheckGrain
{
    private AuditCheckState? _state;

    /// <inheritdoc/>
    public async ValueTask<CheckTurn> Begin(string taskId, DateTimeOffset startedAt, CancellationToken cancellationToken)
    {
        var state = await StateAsync(cancellationToken);
        var run = new CheckGeneration(taskId, startedAt.ToUnixTimeMilliseconds());
        if (state.Completed is { } completed && completed != run && completed.IsLaterThan(run))
        {
            return new CheckTurn(IsSuperseded: true, []);
        }

        if (!state.Generations.Contains(run))
        {
            if (state.Generations.Any(other => other.IsLaterThan(run)))
            {
                return new CheckTurn(IsSuperseded: true, []);
            }

            state = await WriteAsync(state with { Generations = state.Generations.Add(run) }, cancellationToken);
        }

        return state.Generations[^1] == run
            ? new CheckTurn(IsSuperseded: false, [.. state.Generations[..^1].Select(static generation => generation.TaskId)])
            : new CheckTurn(IsSuperseded: true, []);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> Complete(string taskId, DateTimeOffset startedAt, ImmutableArray<string> walked, CancellationToken cancellationToken)
    {
        var state = await StateAsync(cancellationToken);
        var run = new CheckGeneration(taskId, startedAt.ToUnixTimeMilliseconds());
        if (state.Completed != run)
        {
            if (state.Generations.IsEmpty || state.Generations[^1] != run)
            {
                return false;
            }

            state = await WriteAsync(
                state with
                {
                    Generations = [.. state.Generations[..^1].Where(generation => !walked.Contains(generation.TaskId)), run],
                    Completed = run,
                    Replaced = [.. state.Replaced, .. state.Generations[..^1].Select(static generation => generation.TaskId).Intersect(walked)],
                },
                cancellationToken);
        }

        // What replaced them is durable: from here on it is only cleaning up, and a repeat goes on with it.
        foreach (var generation in state.Replaced)
        {
            // From the last: where this is cut off, those that are left are still found by counting from the first.
            var shards = 0;
            while (await Shard(generation, shards).Read(cancellationToken) is not null)
            {
                shards++;
            }

            for (var shard = shards - 1; shard >= 0; shard--)
            {
                await Shard(generation, shard).Delete(cancellationToken);
            }

            state = await WriteAsync(state with { Replaced = state.Replaced.Remove(generation) }, cancellationToken);
        }

        return true;
    }

    /// <inheritdoc/>
    public async ValueTask Adopt(string generation, DateTimeOffset startedAt, CancellationToken cancellationToken)
    {
        var state = await StateAsync(cancellationToken);
        var adopted = new CheckGeneration(generation, startedAt.ToUnixTimeMilliseconds());
        if (state.Generations.Contains(adopted) || state.Replaced.Contains(generation))
        {
            return;
        }

        // Right before the newest: whoever walks comes to it last, or leaves it to the next.
        await WriteAsync(state with { Generations = state.Generations.Insert(Math.Max(0, state.Generations.Length - 1), adopted) }, cancellationToken);
    }

    private IAuditCheckShardGrain Shard(string generation, int shard) =>
        GrainFactory.GetGrain<IAuditCheckShardGrain>(CheckShardKey.Of(this.GetPrimaryKeyString(), generation, shard));

    private async ValueTask<AuditCheckState> StateAsync(CancellationToken cancellationToken)
    {
        if (_state is null)
        {
            await storage.ReadStateAsync(cancellationToken);
            _state = storage.RecordExists ? storage.State : AuditCheckState.Empty;
        }

        return _state;
    }

    private async ValueTask<AuditCheckState> WriteAsync(AuditCheckState next, CancellationToken cancellationToken)
    {
        // Until the write has succeeded nobody knows what is stored.
        _state = null;
        storage.State = next;
        await storage.WriteStateAsync(cancellationToken);
        return _state = next;
    }
}
