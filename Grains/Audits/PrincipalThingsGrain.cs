using System.Collections.Immutable;

using Microsoft.Extensions.Logging;

using Orleans.Concurrency;
using Orleans.Placement;

using OrleansDefender.Findings.Delivery;

namespace OrleansDefender.Audits;

/// <summary>Asks AWS IoT which things certificates belong to, at its quota, and remembers.</summary>
/// <remarks>
/// Callers wait some seconds and are then told to ask again; the calls run beside them, are tracked, and end with the grain. Reentrant for that alone: between two
/// awaits every method leaves the state whole. Kept in memory, and where it is, as long as it remembers.
/// </remarks>
[Reentrant]
[Immovable]
[CollectionAgeLimit(Hours = 25)]
internal sealed partial class PrincipalThingsGrain(IAuditApi api, TimeProvider time, ILogger<PrincipalThingsGrain> logger)
    : Grain, IPrincipalThingsGrain, IDisposable
{
    /// <summary>The most certificates that wait at a time.</summary>
    internal const int MostWaiting = 5_000;

    private const int MostRemembered = 100_000;
    private const int CallsPerSecond = 10;
    private const int CallsAtOnce = 4;

    // A certificate of more things is no device's, and what is said of it is said of so many that more names tell nobody anything.
    private const int MostPages = 4;
    private const int MostThings = 1_000;

    // After so many failures of one certificate its callers ask again later, so that it does not stand before all others for ever.
    private const int MostFailures = 3;

    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly LinkMemory _memory = new(MostRemembered, Lifetime);
    private readonly WaitingLookups _waiting = new(MostWaiting);
    private readonly CancellationTokenSource _leaving = new();
    private readonly long _start = time.GetTimestamp();
    private readonly TokenBucket _pace = new(CallsPerSecond, burst: 1, TimeSpan.Zero);
    private readonly SemaphoreSlim _slots = new(CallsAtOnce, CallsAtOnce);
    private readonly HashSet<Task> _calls = [];
    private AccountRegion _scope;
    private Task _worker = Task.CompletedTask;
    private int _failuresInARow;
    private TimeSpan _pausedUntil;
    private string? _trouble;

    private TimeSpan Now => time.GetElapsedTime(_start);

    /// <inheritdoc/>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _scope = AccountRegion.Parse(this.GetPrimaryKeyString());
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask<PrincipalThings> Find(string certificateId, Severity severity, CancellationToken cancellationToken = default)
    {
        if (_memory.Find(certificateId, Now) is { } known)
        {
            return new PrincipalThings(known);
        }

        if (_leaving.IsCancellationRequested)
        {
            return new PrincipalThings(null, "moving to another silo");
        }

        if (_waiting.Ask(certificateId, severity) is not { } lookup)
        {
            return new PrincipalThings(null, $"{MostWaiting} certificates wait already");
        }

        Work();
        try
        {
            return await lookup.Answer.Task.WaitAsync(Patience, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return new PrincipalThings(null, _trouble ?? "no quota left within the time");
        }
        finally
        {
            _waiting.Leave(lookup);
        }
    }

    /// <inheritdoc/>
    public ValueTask Forget(string certificateId, CancellationToken cancellationToken = default)
    {
        _memory.Forget(certificateId);
        if (_waiting.Find(certificateId) is { IsAsked: true } lookup)
        {
            lookup.IsStale = true;
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _leaving.CancelAsync();
        await Task.WhenAll([_worker, .. _calls]).WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _leaving.Dispose();
        _slots.Dispose();
    }

    private void Work()
    {
        if (_worker.IsCompleted)
        {
            _worker = WorkAsync();
        }
    }

    /// <summary>Starts calls at the quota as long as somebody waits. Never throws.</summary>
    private async Task WorkAsync()
    {
        var token = _leaving.Token;
        try
        {
            while (_waiting.IsAnyLeft)
            {
                await _slots.WaitAsync(token);
                await PaceAsync(token);

                // Only now: whoever came meanwhile and is more severe goes before.
                if (_waiting.Take() is { } lookup)
                {
                    Track(CallAsync(lookup));
                }
                else
                {
                    _slots.Release();
                }
            }
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            // The grain is leaving: who waits is told so when its patience is over, and asks the next one.
        }
    }

    private async Task PaceAsync(CancellationToken token)
    {
        while (true)
        {
            var now = Now;
            var goAt = _pausedUntil > now ? _pausedUntil : _pace.NextAt(now);
            if (goAt <= now && _pace.TryTake(now))
            {
                return;
            }

            await Task.Delay(goAt > now ? goAt - now : TimeSpan.FromMilliseconds(1), time, token);
        }
    }

    private void Track(Task call)
    {
        if (call.IsCompleted)
        {
            return;
        }

        _calls.Add(call);
        _ = UntrackAsync(call);
    }

    private async Task UntrackAsync(Task call)
    {
        await call;
        _calls.Remove(call);
    }

    /// <summary>All pages of a certificate; the first has its turn already, each further one waits for its own.</summary>
    private async Task<ImmutableArray<string>> ListAsync(string certificateId)
    {
        var things = ImmutableArray.CreateBuilder<string>();
        string? next = null;
        for (var pages = 0; pages < MostPages && things.Count < MostThings; pages++)
        {
            if (pages > 0)
            {
                await PaceAsync(_leaving.Token);
            }

            var page = await api.ListPrincipalThingsAsync(_scope, certificateId, next, _leaving.Token);
            things.AddRange(page.Things.Take(MostThings - things.Count));
            next = page.NextToken;
            if (next is null)
            {
                break;
            }
        }

        return things.ToImmutable();
    }

    /// <summary>One look-up. Never throws.</summary>
    private async Task CallAsync(WaitingLookup lookup)
    {
        // The answer is as old as its question.
        var askedAt = time.GetUtcNow();
        try
        {
            var things = await ListAsync(lookup.CertificateId);
            _failuresInARow = 0;
            _trouble = null;
            if (lookup.IsStale)
            {
                AskAgain(lookup);
            }
            else
            {
                var links = new ResourceLinks(things, askedAt);
                _memory.Learn(lookup.CertificateId, links, Now);
                Answer(lookup, new PrincipalThings(links));
            }
        }
        catch (OperationCanceledException) when (_leaving.IsCancellationRequested)
        {
            Answer(lookup, new PrincipalThings(null, "moving to another silo"));
        }
        catch (Exception exception)
        {
            _trouble = $"AWS IoT does not answer: {exception.GetType().Name}";
            if (_failuresInARow == 0)
            {
                LogFailed(_scope, exception.GetType().Name);
            }

            // Calls that were under way together met the same moment.
            if (Now >= _pausedUntil)
            {
                _failuresInARow++;
                _pausedUntil = Now + Backoff.OfAttempt(_failuresInARow);
            }

            lookup.Failures++;
            if (lookup.Failures >= MostFailures)
            {
                Answer(lookup, new PrincipalThings(null, _trouble));
            }
            else
            {
                AskAgain(lookup);
            }
        }
        finally
        {
            _slots.Release();
        }
    }

    private void AskAgain(WaitingLookup lookup)
    {
        _waiting.PutBack(lookup);
        Work();
    }

    private void Answer(WaitingLookup lookup, PrincipalThings answer)
    {
        _waiting.Remove(lookup);
        lookup.Answer.TrySetResult(answer);
    }

    [LoggerMessage(
        EventName = "PrincipalThingsFailed", Level = LogLevel.Warning, Message = "The things of {Scope}'s certificates cannot be looked up: {Error}. It is tried again")]
    private partial void LogFailed(AccountRegion scope, string error);
}
