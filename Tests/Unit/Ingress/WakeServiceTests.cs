using System.Collections.Concurrent;

using Amazon.Runtime;
using Amazon.SQS;

using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

using OrleansDefender.Audits;
using OrleansDefender.Correlation;
using OrleansDefender.Correlation.Groups;
using OrleansDefender.Fleet;
using OrleansDefender.Ingress.Delivery;
using OrleansDefender.Ingress.Waking;
using OrleansDefender.Tests.Shared;
using OrleansDefender.Things;

using Xunit;

namespace OrleansDefender.Tests.Unit.Ingress;

/// <summary>The waking of what is on the two lists; what a thing's waking sends is tested over real queues.</summary>
public sealed class WakeServiceTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 8, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _time = new(Start);
    private readonly MemoryDueList _due = new();
    private readonly ConcurrentQueue<string> _woken = new();
    private readonly ConcurrentDictionary<string, bool> _failing = new();
    private readonly ConcurrentQueue<string> _failed = new();
    private readonly ConcurrentQueue<TaskCompletionSource> _slowThings = new();
    private readonly AmazonSQSClient _sqs = new(new AnonymousAWSCredentials(), new AmazonSQSConfig { ServiceURL = "http://127.0.0.1:1" });
    private int _thingClaims;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _sqs.Dispose();

    [Fact]
    public async Task Each_kind_of_due_grain_is_woken_as_its_kind()
    {
        await AddAsync(DueKind.Resource, "1/r/policy/p");
        await AddAsync(DueKind.AuditTask, "1/r/task");
        await AddAsync(DueKind.Reconciler, "1/r");
        await AddAsync(DueKind.Silence, "1/r");
        await AddAsync((DueKind)99, "of-a-newer-program");
        await _due.UpsertAsync(new DueRow(DueKind.Reconciler, "2/r", 1, Start.AddSeconds(1)), Token);
        using var waking = Waking();

        waking.Start();
        await WokenAsync(4);
        await waking.StopAsync(Token);

        Assert.Equal(["AuditTask 1/r/task", "Reconciler 1/r", "Resource 1/r/policy/p", "Silence 1/r"], _woken.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task More_than_one_claim_holds_are_all_woken_in_one_round()
    {
        for (var i = 0; i < 25; i++)
        {
            await AddAsync(DueKind.AuditTask, $"1/r/{i}");
        }

        using var waking = Waking();
        waking.Start();
        await WokenAsync(25);
        await waking.StopAsync(Token);

        Assert.Equal(25, _woken.Distinct().Count());
    }

    [Fact]
    public async Task What_failed_is_woken_again_when_its_lease_is_over_and_keeps_nobody_else_asleep()
    {
        await AddAsync(DueKind.Resource, "bad");
        await AddAsync(DueKind.AuditTask, "good");
        _failing["bad"] = true;
        using var waking = Waking();
        waking.Start();
        await WokenAsync(1);
        Assert.Equal(["AuditTask good"], _woken);
        await _due.UpsertAsync(new DueRow(DueKind.AuditTask, "good", 2, null), Token);

        await Eventually.TrueAsync("it failed", () => !_failed.IsEmpty, Token);
        _failing.Clear();
        await RoundAsync(TimeSpan.FromSeconds(60));
        Assert.Single(_woken);
        await RoundAsync(TimeSpan.FromSeconds(60));
        await WokenAsync(2);
        await waking.StopAsync(Token);

        Assert.Equal(["AuditTask good", "Resource bad"], _woken);
    }

    [Fact]
    public async Task A_list_that_cannot_be_asked_is_asked_again_in_the_next_round()
    {
        await AddAsync(DueKind.AuditTask, "1/r/task");
        _due.CanClaim = false;
        using var waking = Waking();
        waking.Start();
        await Eventually.TrueAsync("asked in vain", () => _due.Claims == 1, Token);
        Assert.Empty(_woken);

        _due.CanClaim = true;
        await RoundAsync(TimeSpan.FromSeconds(60));
        await WokenAsync(1);
        await waking.StopAsync(Token);
    }

    [Fact]
    public async Task Things_that_do_not_answer_keep_no_other_grain_asleep()
    {
        var slow = new TaskCompletionSource();
        _slowThings.Enqueue(slow);
        await AddAsync(DueKind.AuditTask, "1/r/task");
        using var waking = Waking();

        waking.Start();
        await Eventually.TrueAsync("the thing is being woken", () => _slowThings.IsEmpty, Token);
        await WokenAsync(1);
        slow.SetResult();
        await waking.StopAsync(Token);
    }

    private Task AddAsync(DueKind kind, string key) => _due.UpsertAsync(new DueRow(kind, key, 1, Start), Token);

    private Task WokenAsync(int count) => Eventually.TrueAsync($"{count} woken", () => _woken.Count == count, Token);

    /// <summary>Lets time pass, and waits until both lists were asked in the round that begins then.</summary>
    private async Task RoundAsync(TimeSpan time)
    {
        var (due, things) = (_due.Claims, Volatile.Read(ref _thingClaims));
        await Eventually.TrueAsync(
            "the next round",
            () =>
            {
                if (_due.Claims > due && Volatile.Read(ref _thingClaims) > things)
                {
                    return true;
                }

                // The timers may not be waited for yet: time passes once, and then stands still until they have been heard.
                _time.Advance(time);
                time = TimeSpan.Zero;
                return false;
            },
            Token);
    }

    private WakeService Waking()
    {
        var grains = Recorder.Of<IGrainFactory>((method, arguments) =>
        {
            var key = (string)arguments[0]!;
            return method.GetGenericArguments()[0] switch
            {
                var type when type == typeof(IAuditTaskGrain) => Grain<IAuditTaskGrain>("AuditTask", key),
                var type when type == typeof(IReconcilerGrain) => Grain<IReconcilerGrain>("Reconciler", key),
                var type when type == typeof(ISilenceGrain) => Grain<ISilenceGrain>("Silence", key),
                var type when type == typeof(IThingGrain) => Recorder.Of<IThingGrain>((thingMethod, _) => thingMethod.Name switch
                {
                    nameof(IThingGrain.Wake) => new ValueTask<Consequences>(WakeThingAsync()),
                    nameof(IThingGrain.CompleteWake) => ValueTask.CompletedTask,
                    _ => throw new NotSupportedException(thingMethod.Name),
                }),
                var type => throw new NotSupportedException(type.Name),
            };
        });
        var watchList = Recorder.Of<IWatchList>((_, _) => Task.FromResult(ClaimThings()));
        var deliveries = new DeliveryQueues(_sqs, new ConsequenceQueueNames("urgent", "bulk", "links-urgent", "links"), _time);
        return new WakeService(
            watchList, _due, grains, deliveries, new Resources(this), new CorrelationFanIn(grains, deliveries), new WakeOptions { ClaimLimit = 10 }, _time, NullLogger<WakeService>.Instance);
    }

    private IReadOnlyList<ThingKey> ClaimThings()
    {
        Interlocked.Increment(ref _thingClaims);
        return _slowThings.IsEmpty ? [] : [new ThingKey("1", "r", "slow")];
    }

    private async Task<Consequences> WakeThingAsync()
    {
        Assert.True(_slowThings.TryDequeue(out var slow));
        await slow.Task;
        return Consequences.None;
    }

    private T Grain<T>(string kind, string key)
        where T : class, IWakeable => Recorder.Of<T>((method, _) =>
        {
            Assert.Equal(nameof(IWakeable.Wake), method.Name);
            Wake(kind, key);
            return ValueTask.CompletedTask;
        });

    private void Wake(string kind, string key)
    {
        if (_failing.ContainsKey(key))
        {
            _failed.Enqueue(key);
            throw new IOException("The grain is away.");
        }

        _woken.Enqueue($"{kind} {key}");
    }

    private sealed class Resources(WakeServiceTests tests) : IResourceWaker
    {
        public ValueTask WakeAsync(string key, CancellationToken cancellationToken)
        {
            tests.Wake("Resource", key);
            return ValueTask.CompletedTask;
        }
    }
}
