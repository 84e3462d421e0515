using Microsoft.Data.Sqlite;

using OrleansDefender.Simulator.Fleet.Stories;
using OrleansDefender.Simulator.Storage;

namespace OrleansDefender.Simulator.Fleet;

/// <summary>The fleet's part of the simulator's database. All members run on the database's thread, inside its transaction.</summary>
/// <remarks>
/// A step writes the alarm, the violation, the violation event and the messages to send (the outbox) in one transaction with the story's
/// position, so a killed process has either done a step, messages included, or not begun it.
/// </remarks>
internal sealed class FleetTables(FleetPlace place, int seed)
{
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS fleet_alarm (
            place TEXT NOT NULL, thing TEXT NOT NULL, profile TEXT NOT NULL, behavior TEXT NOT NULL,
            open INTEGER NOT NULL, episodes INTEGER NOT NULL, violation TEXT NOT NULL,
            verification TEXT NOT NULL, description TEXT, suppressed INTEGER NOT NULL,
            PRIMARY KEY (place, thing, profile, behavior)) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS fleet_alarm_open ON fleet_alarm (place) WHERE open = 1;
        CREATE TABLE IF NOT EXISTS fleet_violation (
            number INTEGER PRIMARY KEY, place TEXT NOT NULL, id TEXT NOT NULL,
            thing TEXT NOT NULL, profile TEXT NOT NULL, behavior TEXT NOT NULL, criteria TEXT NOT NULL, suppressed INTEGER NOT NULL,
            value TEXT, verification TEXT NOT NULL, description TEXT, started INTEGER NOT NULL, ended INTEGER);
        CREATE UNIQUE INDEX IF NOT EXISTS fleet_violation_id ON fleet_violation (place, id);
        CREATE INDEX IF NOT EXISTS fleet_violation_active ON fleet_violation (place, started, number) WHERE ended IS NULL;
        CREATE INDEX IF NOT EXISTS fleet_violation_ended ON fleet_violation (place, ended) WHERE ended IS NOT NULL;
        CREATE TABLE IF NOT EXISTS fleet_event (
            number INTEGER PRIMARY KEY, place TEXT NOT NULL, violation TEXT NOT NULL, type TEXT NOT NULL, time INTEGER NOT NULL, value TEXT);
        CREATE INDEX IF NOT EXISTS fleet_event_time ON fleet_event (place, time, number);
        CREATE TABLE IF NOT EXISTS fleet_outbox (
            number INTEGER PRIMARY KEY AUTOINCREMENT, place TEXT NOT NULL, due INTEGER NOT NULL, body TEXT NOT NULL);
        CREATE INDEX IF NOT EXISTS fleet_outbox_due ON fleet_outbox (place, due, number);
        CREATE TABLE IF NOT EXISTS fleet_story (
            place TEXT PRIMARY KEY, identity TEXT NOT NULL, position INTEGER NOT NULL, sent INTEGER NOT NULL) WITHOUT ROWID;
        """;

    private readonly ulong _seed = FleetHash.Mix(FleetHash.Mix((ulong)seed, "violation"), place.Key);
    private readonly SqlStatements _sql = new();

    /// <summary>Creates the tables where there are none yet; before anything else.</summary>
    public static void Create(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = Schema;
        command.ExecuteNonQuery();
    }

    /// <summary>Carries a step out, at a time that is later than the alarm's last event.</summary>
    public StepOutcome Apply(SqliteConnection connection, StoryStep step, long time)
    {
        var alarm = Find(connection, step.Thing, step.Behavior.Profile, step.Behavior.Name);
        if (step.Kind == StepKind.Verify)
        {
            if (alarm is null)
            {
                return new StepOutcome(false, null, time);
            }

            var request = FleetHash.Uuid(FleetHash.Mix(FleetHash.Mix(_seed, alarm.ViolationId), (ulong)step.Index));
            var verification = new FleetVerification(alarm.ViolationId, step.Verification!, step.Description, FleetActor.Analyst, request);
            return new StepOutcome(Verify(connection, verification, time), alarm.ViolationId, time);
        }

        var raises = step.Kind == StepKind.Raise;
        if (raises == alarm is { Open: true })
        {
            return new StepOutcome(false, alarm?.ViolationId, time);
        }

        var behavior = step.Behavior;
        var episodes = (alarm?.Episodes ?? 0) + (raises ? 1 : 0);
        var hash = FleetHash.Mix(FleetHash.Mix(FleetHash.Mix(FleetHash.Mix(_seed, step.Thing), behavior.Profile), behavior.Name), (ulong)episodes);
        var violation = raises ? FleetHash.Hex32(hash) : alarm!.ViolationId;
        var (type, value) = step.Kind switch
        {
            StepKind.Raise => (FleetEventType.InAlarm, behavior.BadValue(hash)),
            StepKind.Clear => (FleetEventType.Cleared, behavior.GoodValue(hash)),
            _ => (FleetEventType.Invalidated, null),
        };
        if (raises)
        {
            _sql.Execute(
                connection,
                """
                INSERT INTO fleet_alarm (place, thing, profile, behavior, open, episodes, violation, verification, suppressed)
                VALUES ($0, $1, $2, $3, 1, $4, $5, $6, $7)
                ON CONFLICT DO UPDATE SET open = 1, episodes = $4, violation = $5, verification = $6, description = NULL, suppressed = $7
                """,
                place.Key, step.Thing, behavior.Profile, behavior.Name, episodes, violation, FleetVerification.Unknown, behavior.Suppressed);
            _sql.Execute(
                connection,
                """
                INSERT INTO fleet_violation (place, id, thing, profile, behavior, criteria, suppressed, value, verification, started)
                VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8, $9)
                """,
                place.Key, violation, step.Thing, behavior.Profile, behavior.Name, behavior.CriteriaType, behavior.Suppressed, value,
                FleetVerification.Unknown, time);
        }
        else
        {
            _sql.Execute(
                connection,
                "UPDATE fleet_alarm SET open = 0 WHERE place = $0 AND thing = $1 AND profile = $2 AND behavior = $3",
                place.Key, step.Thing, behavior.Profile, behavior.Name);
            _sql.Execute(connection, "UPDATE fleet_violation SET ended = $2 WHERE place = $0 AND id = $1", place.Key, violation, time);
        }

        _sql.Execute(
            connection,
            "INSERT INTO fleet_event (place, violation, type, time, value) VALUES ($0, $1, $2, $3, $4)",
            place.Key, violation, type, time, value);
        if (!behavior.Suppressed)
        {
            var body = FleetMessages.Detect(place, step.Thing, behavior, violation, type, time, value);
            Post(connection, body, step.Index + step.Hold);
            if (step.Echo > 0)
            {
                Post(connection, body, step.Index + step.Echo);
            }
        }

        return new StepOutcome(true, violation, time);
    }

    /// <summary>Sets a violation's verification state and posts the CloudTrail event; <see langword="false"/> where the violation is unknown.</summary>
    public bool Verify(SqliteConnection connection, FleetVerification verification, long time)
    {
        var known = _sql.Execute(
            connection,
            "UPDATE fleet_violation SET verification = $2, description = $3 WHERE place = $0 AND id = $1",
            place.Key, verification.ViolationId, verification.State, verification.Description) > 0;
        if (known)
        {
            _sql.Execute(
                connection,
                """
                UPDATE fleet_alarm SET verification = $2, description = $3
                FROM (SELECT thing AS t, profile AS p, behavior AS b FROM fleet_violation WHERE place = $0 AND id = $1)
                WHERE place = $0 AND thing = t AND profile = p AND behavior = b AND violation = $1
                """,
                place.Key, verification.ViolationId, verification.State, verification.Description);
            Post(connection, FleetMessages.Verification(place, verification, time), 0);
        }

        return known;
    }

    /// <summary>Puts a message into the outbox.</summary>
    /// <param name="connection">The database.</param>
    /// <param name="body">The message.</param>
    /// <param name="due">The story's position from which on it may be sent; 0 = now.</param>
    public void Post(SqliteConnection connection, string body, long due) =>
        _sql.Execute(connection, "INSERT INTO fleet_outbox (place, due, body) VALUES ($0, $1, $2)", place.Key, due, body);

    /// <summary>The messages that are due, in the order they are to be sent.</summary>
    public List<OutboxRow> Due(SqliteConnection connection, int limit) => _sql.Query(
        connection,
        """
        SELECT number, body FROM fleet_outbox
        WHERE place = $0 AND due <= coalesce((SELECT position FROM fleet_story WHERE place = $0), 0)
        ORDER BY due, number LIMIT $1
        """,
        static reader => new OutboxRow(reader.GetInt64(0), reader.GetString(1)),
        place.Key, limit);

    /// <summary>Marks messages as sent.</summary>
    public void Sent(SqliteConnection connection, IReadOnlyList<OutboxRow> rows)
    {
        foreach (var row in rows)
        {
            _sql.Execute(connection, "DELETE FROM fleet_outbox WHERE number = $0", row.Number);
        }

        _sql.Execute(
            connection,
            """
            INSERT INTO fleet_story (place, identity, position, sent) VALUES ($0, '', 0, $1)
            ON CONFLICT DO UPDATE SET sent = sent + $1
            """,
            place.Key, rows.Count);
    }

    /// <summary>How many messages are due up to a position, or held back until then.</summary>
    public long Waiting(SqliteConnection connection, long position) => _sql.Query(
        connection,
        "SELECT count(*) FROM fleet_outbox WHERE place = $0 AND due <= $1",
        static reader => reader.GetInt64(0),
        place.Key, position)[0];

    /// <summary>The story's position and how many messages were sent since it began.</summary>
    public (StoryPosition Position, long Sent) Position(SqliteConnection connection)
    {
        var rows = _sql.Query(
            connection,
            "SELECT identity, position, sent FROM fleet_story WHERE place = $0",
            static reader => (new StoryPosition(reader.GetString(0), reader.GetInt64(1)), reader.GetInt64(2)),
            place.Key);
        return rows.Count > 0 ? rows[0] : (new StoryPosition("", 0), 0);
    }

    /// <summary>Moves the story's position.</summary>
    public void Move(SqliteConnection connection, StoryPosition position) => _sql.Execute(
        connection,
        """
        INSERT INTO fleet_story (place, identity, position, sent) VALUES ($0, $1, $2, 0)
        ON CONFLICT DO UPDATE SET identity = $1, position = $2
        """,
        place.Key, position.Identity, position.Position);

    /// <summary>Begins a story: what an abandoned one held back is sent now, messages are counted from 0.</summary>
    public void Begin(SqliteConnection connection, string identity)
    {
        _sql.Execute(connection, "UPDATE fleet_outbox SET due = 0 WHERE place = $0 AND due > 0", place.Key);
        Move(connection, new StoryPosition(identity, -1));
        _sql.Execute(connection, "UPDATE fleet_story SET sent = 0 WHERE place = $0", place.Key);
    }

    /// <summary>Some of the alarms that are open.</summary>
    public List<(string Thing, string Profile, string Behavior)> Open(SqliteConnection connection, int limit) => _sql.Query(
        connection,
        "SELECT thing, profile, behavior FROM fleet_alarm WHERE place = $0 AND open = 1 LIMIT $1",
        static reader => (reader.GetString(0), reader.GetString(1), reader.GetString(2)),
        place.Key, limit);

    /// <summary>Closes alarms of a thing or of a profile without an event: whoever deletes them is told by CloudTrail only (low: no source says what AWS does).</summary>
    public void Close(SqliteConnection connection, string? thing, string? profile, IReadOnlyCollection<string> remaining, long time)
    {
        var open = _sql.Query(
            connection,
            """
            SELECT thing, profile, behavior, violation FROM fleet_alarm
            WHERE place = $0 AND open = 1 AND ($1 IS NULL OR thing = $1) AND ($2 IS NULL OR profile = $2)
            """,
            static reader => (Thing: reader.GetString(0), Profile: reader.GetString(1), Behavior: reader.GetString(2), Violation: reader.GetString(3)),
            place.Key, thing, profile);
        foreach (var alarm in open.Where(alarm => !remaining.Contains(alarm.Behavior)))
        {
            _sql.Execute(
                connection,
                "UPDATE fleet_alarm SET open = 0 WHERE place = $0 AND thing = $1 AND profile = $2 AND behavior = $3",
                place.Key, alarm.Thing, alarm.Profile, alarm.Behavior);
            _sql.Execute(connection, "UPDATE fleet_violation SET ended = $2 WHERE place = $0 AND id = $1", place.Key, alarm.Violation, time);
        }
    }

    /// <summary>Whether there ever was an alarm of a profile.</summary>
    public bool HasProfile(SqliteConnection connection, string profile) => _sql.Query(
        connection,
        "SELECT 1 FROM fleet_alarm WHERE place = $0 AND profile = $1 LIMIT 1",
        static reader => true,
        place.Key, profile).Count > 0;

    /// <summary>All alarms ever raised, in the order of thing, profile and behavior.</summary>
    public List<FleetAlarm> Alarms(SqliteConnection connection, (string Thing, string Profile, string Behavior) after, int limit) => _sql.Query(
        connection,
        """
        SELECT thing, profile, behavior, open, episodes, violation, verification, description, suppressed FROM fleet_alarm
        WHERE place = $0 AND (thing, profile, behavior) > ($1, $2, $3)
        ORDER BY thing, profile, behavior LIMIT $4
        """,
        ReadAlarm,
        place.Key, after.Thing, after.Profile, after.Behavior, limit);

    /// <summary>The violations that are active, oldest first.</summary>
    public List<FleetViolation> Active(SqliteConnection connection, FleetFilter filter) => _sql.Query(
        connection,
        """
        SELECT number, id, thing, profile, behavior, value, verification, description, started, started, 'in-alarm' FROM fleet_violation
        WHERE place = $0 AND ended IS NULL AND (started, number) > ($1, $2)
          AND ($3 IS NULL OR thing = $3) AND ($4 IS NULL OR profile = $4) AND ($5 IS NULL OR criteria = $5)
          AND ($6 IS NULL OR suppressed = $6) AND ($7 IS NULL OR verification = $7)
        ORDER BY started, number LIMIT $8
        """,
        ReadViolation,
        place.Key, filter.After.Time, filter.After.Row, filter.Thing, filter.Profile, filter.CriteriaType, filter.Suppressed, filter.Verification, filter.Limit);

    /// <summary>The violation events of a stretch of time, oldest first.</summary>
    public List<FleetViolation> Events(SqliteConnection connection, FleetFilter filter) => _sql.Query(
        connection,
        """
        SELECT e.number, v.id, v.thing, v.profile, v.behavior, e.value, v.verification, v.description, e.time, e.time, e.type
        FROM fleet_event e CROSS JOIN fleet_violation v ON v.place = e.place AND v.id = e.violation
        WHERE e.place = $0 AND e.time BETWEEN $9 AND $10 AND (e.time, e.number) > ($1, $2)
          AND ($3 IS NULL OR v.thing = $3) AND ($4 IS NULL OR v.profile = $4) AND ($5 IS NULL OR v.criteria = $5)
          AND ($6 IS NULL OR v.suppressed = $6) AND ($7 IS NULL OR v.verification = $7)
        ORDER BY e.time, e.number LIMIT $8
        """,
        ReadViolation,
        place.Key, filter.After.Time, filter.After.Row, filter.Thing, filter.Profile, filter.CriteriaType, filter.Suppressed, filter.Verification, filter.Limit,
        filter.From, filter.To);

    /// <summary>Forgets events and ended violations from before a time (epoch milliseconds).</summary>
    public void Forget(SqliteConnection connection, long before)
    {
        _sql.Execute(connection, "DELETE FROM fleet_event WHERE place = $0 AND time < $1", place.Key, before);
        _sql.Execute(connection, "DELETE FROM fleet_violation WHERE place = $0 AND ended IS NOT NULL AND ended < $1", place.Key, before);
    }

    private static FleetAlarm ReadAlarm(SqliteDataReader reader) => new(
        reader.GetString(0),
        reader.GetString(1),
        reader.GetString(2),
        reader.GetBoolean(3),
        reader.GetInt32(4),
        reader.GetString(5),
        reader.GetString(6),
        reader.IsDBNull(7) ? null : reader.GetString(7),
        reader.GetBoolean(8));

    private static FleetViolation ReadViolation(SqliteDataReader reader) => new(
        reader.GetInt64(0),
        reader.GetString(1),
        reader.GetString(2),
        reader.GetString(3),
        reader.GetString(4),
        reader.IsDBNull(5) ? null : reader.GetString(5),
        reader.GetString(6),
        reader.IsDBNull(7) ? null : reader.GetString(7),
        reader.GetInt64(8),
        reader.GetInt64(9),
        reader.GetString(10));

    private FleetAlarm? Find(SqliteConnection connection, string thing, string profile, string behavior)
    {
        var rows = _sql.Query(
            connection,
            """
            SELECT thing, profile, behavior, open, episodes, violation, verification, description, suppressed FROM fleet_alarm
            WHERE place = $0 AND thing = $1 AND profile = $2 AND behavior = $3
            """,
            ReadAlarm,
            place.Key, thing, profile, behavior);
        return rows.Count > 0 ? rows[0] : null;
    }
}
