using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Hosting;

using OrleansDefender.Simulator.Audits;
using OrleansDefender.Simulator.Fleet.Stories;
using OrleansDefender.Simulator.Storage;

namespace OrleansDefender.Simulator.Fleet;

/// <summary>The fleet: its things, alarms and violations, and the one way in which any of them changes.</summary>
/// <remarks>
/// Changes go one after the other, each batch with a time of its own that is later than any before and never in the future. A batch is
/// durable, messages included, when its task completes; sending is the <see cref="FleetOutbox"/>'s work.
/// </remarks>
internal sealed class FleetState : IHostedService, IDisposable
{
    /// <summary>How long violations are kept (Device Defender quotas; high).</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromDays(30);

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    // A clock that was set back by more than this is believed; waiting for it to catch up would stop the fleet.
    private const long MostWait = 1000;

    private readonly SimDatabase _database;
    private readonly TimeProvider _clock;
    private readonly FleetTables _tables;
    private readonly SemaphoreSlim _gate = new(1);
    private long _last;

    /// <summary>The fleet of the configured account and Region.</summary>
    public FleetState(SimDatabase database, SimulatorOptions options, TimeProvider clock)
    {
        _database = database;
        _clock = clock;
        Place = new FleetPlace(options.Account, options.Region);
        Story = Stories.Story.Create(options);
        _tables = new FleetTables(Place, options.Seed);
        Things = new ThingTables(Place, Registry, Story.Certificates);
        Audits = new AuditTables(Place, options.Seed, options.Rules, TotalOf, _tables.Post);
    }

    /// <summary>Where the fleet lives.</summary>
    public FleetPlace Place { get; }

    /// <summary>The story that is told.</summary>
    public IStory Story { get; }

    /// <summary>The fleet's things.</summary>
    public FleetRegistry Registry => Story.Registry;

    /// <summary>Audits, for work on the database's thread (<see cref="ChangeAsync"/>, <see cref="ReadAsync"/>).</summary>
    public AuditTables Audits { get; }

    /// <summary>The registry, for work on the database's thread (<see cref="ChangeAsync"/>, <see cref="ReadAsync"/>).</summary>
    public ThingTables Things { get; }

    /// <summary>Audits that started earlier (epoch milliseconds) are forgotten.</summary>
    public long OldestAudit => Now() - (long)AuditTables.Retention.TotalMilliseconds;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => _database.RunAsync(
        static connection =>
        {
            FleetTables.Create(connection);
            ThingTables.Create(connection);
            AuditTables.Create(connection);
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();

    /// <summary>Carries steps out, all or none, and moves the story's position with them.</summary>
    /// <param name="steps">The steps; no alarm more than once, for they share one time.</param>
    /// <param name="position">The position after them; <see langword="null"/> where they are no part of the story.</param>
    /// <param name="cancellationToken">Gives up before anything is done.</param>
    public async Task<IReadOnlyList<StepOutcome>> ApplyAsync(
        IReadOnlyList<StoryStep> steps, StoryPosition? position, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            var time = await NextTimeAsync(cancellationToken);
            return await _database.RunAsync(
                connection =>
                {
                    var outcomes = new StepOutcome[steps.Count];
                    for (var i = 0; i < outcomes.Length; i++)
                    {
                        if (steps[i].Audit is { } act)
                        {
                            Audits.Act(connection, act, time, steps[i].Index);
                            outcomes[i] = new StepOutcome(true, null, time);
                        }
                        else
                        {
                            outcomes[i] = _tables.Apply(connection, steps[i], time);
                        }
                    }

                    if (position is not null)
                    {
                        _tables.Move(connection, position);
                    }

                    return outcomes;
                },
                cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Sets a violation's verification state; <see langword="false"/> where the violation is unknown, which CloudTrail logs as well.</summary>
    public async Task<bool> VerifyAsync(FleetVerification verification, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            var time = await NextTimeAsync(cancellationToken);
            return await _database.RunAsync(connection => _tables.Verify(connection, verification, time), cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Carries a change out, all or nothing, at a time of its own (epoch milliseconds).</summary>
    public async Task<T> ChangeAsync<T>(Func<SqliteConnection, long, T> change, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            var time = await NextTimeAsync(cancellationToken);
            return await _database.RunAsync(connection => change(connection, time), cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Looks at one moment of the fleet: the database, and the time (epoch milliseconds).</summary>
    public Task<T> ReadAsync<T>(Func<SqliteConnection, long, T> read, CancellationToken cancellationToken) =>
        _database.RunAsync(connection => read(connection, Now()), cancellationToken);

    /// <summary>Posts the CloudTrail event of a call; within a change.</summary>
    public void Tell(SqliteConnection connection, FleetCall call, long time) => _tables.Post(connection, FleetMessages.Call(Place, call, time), 0);

    /// <summary>Closes the alarms of a thing that is no more; nobody is notified. Within a change.</summary>
    public void CloseThing(SqliteConnection connection, string thing, long time) => _tables.Close(connection, thing, null, [], time);

    /// <summary>Closes the alarms of a profile of which behaviors are no more; nobody is notified. Within a change.</summary>
    public void CloseProfile(SqliteConnection connection, string profile, IReadOnlyCollection<string> remaining, long time) =>
        _tables.Close(connection, null, profile, remaining, time);

    /// <summary>Whether there is a security profile, or ever was an alarm of one; within a change.</summary>
    public bool HasProfile(SqliteConnection connection, string profile) =>
        FleetCatalog.All.Any(behavior => behavior.Profile == profile) || _tables.HasProfile(connection, profile);

    /// <summary>Posts the CloudTrail event of a call that was refused.</summary>
    public Task RefuseAsync(FleetCall call, string errorCode, string errorMessage, CancellationToken cancellationToken)
    {
        var body = FleetMessages.Call(Place, call, Now(), errorCode, errorMessage);
        return _database.RunAsync(connection => _tables.Post(connection, body, 0), cancellationToken);
    }

    /// <summary>Posts the CloudTrail event of a verification that was refused.</summary>
    public Task RefuseAsync(FleetVerification verification, string errorCode, string errorMessage, CancellationToken cancellationToken)
    {
        var body = FleetMessages.Verification(Place, verification, Now(), errorCode, errorMessage);
        return _database.RunAsync(connection => _tables.Post(connection, body, 0), cancellationToken);
    }

    /// <summary>Where the story stands, and how many messages were sent since it began.</summary>
    public Task<(StoryPosition Position, long Sent)> PositionAsync(CancellationToken cancellationToken) =>
        _database.RunAsync(_tables.Position, cancellationToken);

    /// <summary>Where the story stands, how many messages were sent since it began, and how many of the story proper still wait.</summary>
    public Task<(StoryPosition Position, long Sent, long Waiting)> StatusAsync(CancellationToken cancellationToken) =>
        _database.RunAsync(
            connection =>
            {
                var (position, sent) = _tables.Position(connection);
                return (position, sent, _tables.Waiting(connection, Story.Total - 1));
            },
            cancellationToken);

    /// <summary>Starts a story anew: what an earlier one held back is released, and its alarms are to be cleared first.</summary>
    public Task BeginAsync(string identity, CancellationToken cancellationToken) =>
        _database.RunAsync(connection => _tables.Begin(connection, identity), cancellationToken);

    /// <summary>Some of the alarms that are open.</summary>
    public Task<List<(string Thing, string Profile, string Behavior)>> OpenAsync(int limit, CancellationToken cancellationToken) =>
        _database.RunAsync(connection => _tables.Open(connection, limit), cancellationToken);

    /// <summary>A page of all alarms ever raised.</summary>
    public Task<List<FleetAlarm>> AlarmsAsync((string Thing, string Profile, string Behavior) after, int limit, CancellationToken cancellationToken) =>
        _database.RunAsync(connection => _tables.Alarms(connection, after, limit), cancellationToken);

    /// <summary>A page of the active violations.</summary>
    public Task<List<FleetViolation>> ActiveAsync(FleetFilter filter, CancellationToken cancellationToken) =>
        _database.RunAsync(connection => _tables.Active(connection, filter), cancellationToken);

    /// <summary>A page of the violation events within retention.</summary>
    public Task<List<FleetViolation>> EventsAsync(FleetFilter filter, CancellationToken cancellationToken)
    {
        var oldest = Now() - (long)Retention.TotalMilliseconds;
        var kept = filter with { From = Math.Max(filter.From, oldest) };
        return _database.RunAsync(connection => _tables.Events(connection, kept), cancellationToken);
    }

    /// <summary>Forgets what is older than the retention.</summary>
    public Task ForgetAsync(CancellationToken cancellationToken)
    {
        var oldest = Now() - (long)Retention.TotalMilliseconds;
        var oldestAudit = OldestAudit;
        return _database.RunAsync(
            connection =>
            {
                _tables.Forget(connection, oldest);
                Audits.Forget(connection, oldestAudit);
            },
            cancellationToken);
    }

    /// <summary>The messages that are due, at most so many.</summary>
    public Task<List<OutboxRow>> DueAsync(int limit, CancellationToken cancellationToken) =>
        _database.RunAsync(connection => _tables.Due(connection, limit), cancellationToken);

    /// <summary>Marks messages as sent.</summary>
    public Task SentAsync(IReadOnlyList<OutboxRow> rows, CancellationToken cancellationToken) =>
        _database.RunAsync(connection => _tables.Sent(connection, rows), cancellationToken);

    private long TotalOf(string resourceType) => resourceType switch
    {
        "DEVICE_CERTIFICATE" => Story.Certificates.Attached + Story.Certificates.Unattached,
        "CLIENT_ID" => Registry.Count,
        _ => 1,
    };

    private long Now() => _clock.GetUtcNow().ToUnixTimeMilliseconds();

    // Two events of one alarm within a millisecond would have no order. The next batch waits for the next one, as no event may be in the future.
    private async Task<long> NextTimeAsync(CancellationToken cancellationToken)
    {
        var now = Now();
        while (now <= _last && _last - now < MostWait)
        {
            await Task.Delay(Tick, _clock, cancellationToken);
            now = Now();
        }

        return _last = now;
    }
}
