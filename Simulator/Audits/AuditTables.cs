using System.Text.Json.Nodes;

using Microsoft.Data.Sqlite;

using OrleansDefender.Simulator.Fleet;
using OrleansDefender.Simulator.Storage;

namespace OrleansDefender.Simulator.Audits;

/// <summary>Audits that ran, their findings, suppressions, and what should stand in the end. All members run on the database's thread, inside its transaction.</summary>
/// <param name="place">Account and Region.</param>
/// <param name="seed">The seed of ids.</param>
/// <param name="options">The rules that can be switched.</param>
/// <param name="totals">How many resources of a check's resource type the fleet has.</param>
/// <param name="post">Puts a message into the outbox: the body, and the story's position from which on it may be sent.</param>
internal sealed class AuditTables(
    FleetPlace place, int seed, SimulatorRules options, Func<string, long> totals, Action<SqliteConnection, string, long> post)
{
    /// <summary>How long findings are kept (Device Defender quotas; high).</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromDays(90);

    private const string Schema = """
        CREATE TABLE IF NOT EXISTS audit_run (
            number INTEGER PRIMARY KEY AUTOINCREMENT, place TEXT NOT NULL, id TEXT NOT NULL, type TEXT NOT NULL, schedule TEXT, status TEXT NOT NULL,
            started INTEGER NOT NULL, ended INTEGER NOT NULL, details TEXT NOT NULL, findings INTEGER NOT NULL, maker TEXT, prefix TEXT);
        CREATE UNIQUE INDEX IF NOT EXISTS audit_run_id ON audit_run (place, id);
        CREATE INDEX IF NOT EXISTS audit_run_prefix ON audit_run (place, prefix) WHERE prefix IS NOT NULL;
        CREATE TABLE IF NOT EXISTS audit_finding (
            run INTEGER NOT NULL, position INTEGER NOT NULL, id TEXT NOT NULL, chk TEXT NOT NULL, resource TEXT NOT NULL,
            suppressed INTEGER NOT NULL, found INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (run, position)) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS audit_finding_check ON audit_finding (run, chk, position);
        CREATE INDEX IF NOT EXISTS audit_finding_id ON audit_finding (id);
        CREATE TABLE IF NOT EXISTS audit_hidden (
            run INTEGER NOT NULL, chk TEXT NOT NULL, resource TEXT NOT NULL, PRIMARY KEY (run, chk, resource)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS audit_suppression (
            place TEXT NOT NULL, chk TEXT NOT NULL, resource TEXT NOT NULL, expires INTEGER, description TEXT,
            PRIMARY KEY (place, chk, resource)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS audit_check (
            place TEXT NOT NULL, chk TEXT NOT NULL, started INTEGER NOT NULL, run INTEGER NOT NULL, made INTEGER NOT NULL,
            PRIMARY KEY (place, chk)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS audit_truth (
            place TEXT NOT NULL, chk TEXT NOT NULL, resource TEXT NOT NULL, reason TEXT NOT NULL, resolved INTEGER NOT NULL, flagged INTEGER NOT NULL,
            run INTEGER NOT NULL, seen INTEGER NOT NULL, clean INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (place, chk, resource, reason)) WITHOUT ROWID;
        """;

    private const string RunColumns = "number, id, type, schedule, status, started, ended, details, findings, maker";

    // A windowed check's finding is gone after two runs without it and seven days: the product's rule, as the windows of AWS prove nothing.
    private const long QuietMilliseconds = 7L * 24 * 3600 * 1000;
    private const int CleanRuns = 2;

    // An audit takes its time: it started so long before it is told.
    private const long Duration = 1500;

    private readonly SqlStatements _sql = new();
    private readonly ulong _seed = FleetHash.Mix(FleetHash.Mix((ulong)seed, "audit"), place.Key);

    // The maker of the run that was read last: pages are asked for one after the other.
    private (string Maker, GeneratedAudit Audit) _made = ("", null!);

    /// <summary>Creates the tables where there are none yet; before anything else.</summary>
    public static void Create(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = Schema;
        command.ExecuteNonQuery();
    }

    /// <summary>Carries a story's act out and posts what is told of it: exactly one message.</summary>
    public void Act(SqliteConnection connection, AuditAct act, long time, long step)
    {
        var body = (JsonObject)JsonNode.Parse(act.Json)!;
        switch (act.Kind)
        {
            case AuditActKind.Run:
                Run(connection, AuditRequest.Parse(body), time, step);
                break;
            case AuditActKind.Generate:
                Generate(connection, new GeneratedAudit((int)body["seed"]!, (int)body["findings"]!), "SCHEDULED_AUDIT_TASK", "DailyAudit", time, step);
                break;
            default:
                var resource = (JsonObject)body["resourceIdentifier"]!;

                // A whole second, so that the call as CloudTrail tells it and the suppression agree.
                var expires = body["seconds"] is { } seconds ? ((time / 1000) + (long)seconds) * 1000 : (long?)null;
                var suppression = new AuditSuppression((string)body["checkName"]!, AuditResource.Key(resource), expires, (string?)body["description"]);
                Suppress(connection, suppression);
                var hash = FleetHash.Mix(FleetHash.Mix(_seed, (ulong)step), (ulong)time);
                var parameters = Parameters(suppression);
                parameters["clientRequestToken"] = FleetHash.Uuid(FleetHash.Mix(hash, "token")).ToString();
                var call = new FleetCall("CreateAuditSuppression", parameters.ToJsonString(FleetCatalog.Json), null, FleetActor.Analyst, FleetHash.Uuid(hash));
                post(connection, FleetMessages.Call(place, call, time), step);
                break;
        }
    }

    /// <summary>Runs an audit and notifies; <see langword="null"/> where its task id is taken.</summary>
    public AuditRun? Run(SqliteConnection connection, AuditRequest request, long time, long due)
    {
        var taskId = request.TaskId ?? FleetHash.Hex32(FleetHash.Mix(FleetHash.Mix(_seed, (ulong)time), (ulong)due));
        if (Find(connection, taskId, long.MinValue) is not null)
        {
            return null;
        }

        var started = request.Started ?? time - Duration;
        var ended = Math.Max(time, started);
        var active = Active(connection, time).Select(suppression => (suppression.Check, suppression.Resource)).ToHashSet();
        var findings = new List<(string Check, string Resource, bool Suppressed, bool Flagged, long Found, JsonObject Body)>();
        foreach (var given in request.Findings)
        {
            var check = (string)given["checkName"]!;
            var resource = AuditResource.Key((JsonObject)given["nonCompliantResource"]!["resourceIdentifier"]!);
            var said = AuditRequest.TryBoolean(given["isSuppressed"], out var flagged);
            var suppressed = said ? flagged : active.Contains((check, resource));
            var found = AuditJson.Milliseconds(given["findingTime"]) ?? started + ((ended - started) * findings.Count / request.Findings.Count);
            var id = FleetHash.Hex32(FleetHash.Mix(FleetHash.Mix(_seed, taskId), (ulong)findings.Count));
            findings.Add((check, resource, suppressed, flagged, found, AuditJson.Complete(given, taskId, started, found, id, suppressed)));
        }

        var details = new JsonArray();
        var entries = request.Details?.Select(entry => (JsonObject)entry!)
            ?? findings.Select(finding => finding.Check).Distinct().Select(check => new JsonObject { ["checkName"] = check });
        foreach (var entry in entries)
        {
            var check = (string)entry["checkName"]!;
            var resources = findings.Where(finding => finding.Check == check).GroupBy(finding => finding.Resource).ToList();
            var hidden = resources.Count(resource => resource.All(finding => finding.Suppressed));
            var nonCompliant = options.SuppressedResourcesAreNotCounted ? resources.Count - hidden : resources.Count;
            var total = Math.Max(resources.Count, totals(AuditCatalog.FindOrMake(check).ResourceType));
            details.Add(AuditJson.Detail(entry, nonCompliant, hidden, total));
        }

        var listed = findings.Take(findings.Count - request.OmitFindings).ToList();
        var run = Insert(connection, new AuditRun
        {
            Number = 0,
            TaskId = taskId,
            TaskType = request.TaskType,
            Schedule = request.Schedule,
            Status = request.Status,
            Started = started,
            Ended = ended,
            Details = details.ToJsonString(FleetCatalog.Json),
            Findings = listed.Count,
        });
        for (var position = 0; position < listed.Count; position++)
        {
            var (check, resource, suppressed, _, found, body) = listed[position];
            _sql.Execute(
                connection,
                "INSERT INTO audit_finding (run, position, id, chk, resource, suppressed, found, body) VALUES ($0, $1, $2, $3, $4, $5, $6, $7)",
                run.Number, position, (string)body["findingId"]!, check, resource, suppressed, found, body.ToJsonString(FleetCatalog.Json));
        }

        foreach (var detail in details.Select(detail => (JsonObject)detail!).Where(AuditJson.IsCompleted))
        {
            var check = (string)detail["checkName"]!;
            if (!Speaks(connection, run, check))
            {
                continue;
            }

            var own = listed.Where(finding => finding.Check == check).ToList();
            foreach (var (_, resource, _, flagged, _, body) in own)
            {
                _sql.Execute(
                    connection,
                    """
                    INSERT INTO audit_truth (place, chk, resource, reason, resolved, flagged, run, seen, clean, body) VALUES ($0, $1, $2, $3, 0, $4, $5, $6, 0, $7)
                    ON CONFLICT DO UPDATE SET resolved = 0, flagged = $4, run = $5, seen = $6, clean = 0, body = $7
                    """,
                    place.Key, check, resource, (string)body["reasonForNonComplianceCode"]!, flagged, run.Number, run.Started,
                    body.ToJsonString(FleetCatalog.Json));
            }

            // An incomplete list proves no absence.
            if (own.Select(finding => finding.Resource).Distinct().Count() >= (long)detail["nonCompliantResourcesCount"]!)
            {
                Resolve(connection, run, check);
            }
        }

        if (!request.OmitNotification)
        {
            post(connection, AuditMessages.Notification(place, run, time), due);
        }

        return run;
    }

    /// <summary>Runs an audit whose findings are made when they are asked for, and notifies.</summary>
    public AuditRun Generate(SqliteConnection connection, GeneratedAudit audit, string type, string? schedule, long time, long due)
    {
        var active = Active(connection, time).Where(suppression => audit.Checks.Contains(suppression.Check)).Select(suppression => (suppression.Check, suppression.Resource)).ToHashSet();
        var run = new AuditRun
        {
            Number = 0,
            TaskId = FleetHash.Hex32(FleetHash.Mix(FleetHash.Mix(_seed, (ulong)time), (ulong)due)),
            TaskType = type,
            Schedule = schedule,
            Status = "COMPLETED",
            Started = time - Duration,
            Ended = time,
            Details = audit.Details(active, !options.SuppressedResourcesAreNotCounted).ToJsonString(FleetCatalog.Json),
            Findings = audit.Count,
            Maker = audit.Write(),
        };
        run = Insert(connection, run);
        foreach (var (check, resource) in active)
        {
            _sql.Execute(connection, "INSERT INTO audit_hidden (run, chk, resource) VALUES ($0, $1, $2)", run.Number, check, resource);
        }

        foreach (var check in audit.Checks.Where(check => Speaks(connection, run, check)))
        {
            // What was stored of the check is either one of the findings that are made, which are told apart no longer, or gone.
            foreach (var (resource, reason) in _sql.Query(
                connection,
                "SELECT resource, reason FROM audit_truth WHERE place = $0 AND chk = $1",
                static reader => (reader.GetString(0), reader.GetString(1)),
                place.Key, check))
            {
                if (audit.On((JsonObject)JsonNode.Parse(resource)!, check).Any(number => audit.IdentityOf(number).Reason == reason))
                {
                    _sql.Execute(
                        connection,
                        "DELETE FROM audit_truth WHERE place = $0 AND chk = $1 AND resource = $2 AND reason = $3",
                        place.Key, check, resource, reason);
                }
            }

            Resolve(connection, run, check);
        }

        post(connection, AuditMessages.Notification(place, run, time), due);
        return run;
    }

    /// <summary>Runs an audit of some checks over what stands at the time: a certificate that is no longer active is not looked at.</summary>
    /// <param name="connection">The database.</param>
    /// <param name="checks">The checks.</param>
    /// <param name="isActive">Whether a device certificate is looked at.</param>
    /// <param name="time">When, epoch milliseconds.</param>
    /// <remarks>Where the last run of one of the checks was a made one, so is this one, with those of the checks that it can make.</remarks>
    public AuditRun RunOnDemand(SqliteConnection connection, IReadOnlyList<string> checks, Func<string, bool> isActive, long time)
    {
        const string type = "ON_DEMAND_AUDIT_TASK";
        if (Base(connection) is { } made && checks.Any(check => LastMade(connection, check)))
        {
            return Generate(connection, MakerOf(made).Of(checks.Where(check => LastMade(connection, check))), type, null, time, 0);
        }

        var findings = new List<JsonObject>();
        foreach (var check in checks)
        {
            findings.AddRange(_sql.Query(
                connection,
                "SELECT body FROM audit_truth WHERE place = $0 AND chk = $1 AND resolved = 0 ORDER BY resource, reason",
                static reader => (JsonObject)JsonNode.Parse(reader.GetString(0))!,
                place.Key, check));
        }

        findings.RemoveAll(finding => (string?)finding["nonCompliantResource"]!["resourceIdentifier"]!["deviceCertificateId"] is { } id && !isActive(id));
        foreach (var finding in findings)
        {
            foreach (var member in (string[])["findingId", "findingTime", "taskId", "taskStartTime", "isSuppressed"])
            {
                finding.Remove(member);
            }
        }

        var request = new AuditRequest
        {
            TaskType = type,
            Status = "COMPLETED",
            Findings = findings,
            Details = [.. checks.Select(static check => new JsonObject { ["checkName"] = check })],
        };
        return Run(connection, request, time, 0)!;
    }

    /// <summary>A run that started at a time or later; <see langword="null"/> where there is none of that id.</summary>
    public AuditRun? Find(SqliteConnection connection, string taskId, long since)
    {
        var rows = _sql.Query(
            connection, $"SELECT {RunColumns} FROM audit_run WHERE place = $0 AND id = $1 AND started >= $2", ReadRun, place.Key, taskId, since);
        return rows.Count > 0 ? rows[0] : null;
    }

    /// <summary>The runs that were under way in a stretch of time, in the order in which they were told.</summary>
    public List<AuditRun> Runs(SqliteConnection connection, long from, long to, string? type, string? status, long after, int limit) => _sql.Query(
        connection,
        $"""
        SELECT {RunColumns} FROM audit_run
        WHERE place = $0 AND ended >= $1 AND started <= $2 AND ($3 IS NULL OR type = $3) AND ($4 IS NULL OR status = $4) AND number > $5
        ORDER BY number LIMIT $6
        """,
        ReadRun,
        place.Key, from, to, type, status, after, limit);

    /// <summary>The latest runs, the last first.</summary>
    public List<AuditRun> Latest(SqliteConnection connection, int limit) => _sql.Query(
        connection, $"SELECT {RunColumns} FROM audit_run WHERE place = $0 ORDER BY number DESC LIMIT $1", ReadRun, place.Key, limit);

    /// <summary>A page of findings.</summary>
    /// <param name="connection">The database.</param>
    /// <param name="filter">What is asked.</param>
    /// <param name="since">Runs that started earlier are forgotten.</param>
    public List<AuditPiece> Findings(SqliteConnection connection, AuditFilter filter, long since)
    {
        var pieces = new List<AuditPiece>();
        var (number, position) = filter.Start;
        while (pieces.Count < filter.Limit)
        {
            var runs = filter.TaskId is { } task
                ? (Find(connection, task, since) is { } one && one.Number >= number ? [one] : [])
                : Runs(connection, Math.Max(filter.From, since), filter.To, null, null, number - 1, 1).Where(run => run.Started >= since).ToList();
            if (runs.Count == 0)
            {
                break;
            }

            var run = runs[0];
            Collect(connection, run, filter, run.Number == number ? position : 0, pieces);
            (number, position) = (run.Number + 1, 0);
        }

        return pieces;
    }

    /// <summary>A finding by its id, the latest where several runs were given the same.</summary>
    public JsonObject? Finding(SqliteConnection connection, string findingId, long since)
    {
        var bodies = _sql.Query(
            connection,
            """
            SELECT f.body FROM audit_finding f JOIN audit_run r ON r.number = f.run
            WHERE f.id = $1 AND r.place = $0 AND r.started >= $2 ORDER BY f.run DESC LIMIT 1
            """,
            static reader => reader.GetString(0),
            place.Key, findingId, since);
        if (bodies.Count > 0)
        {
            return (JsonObject)JsonNode.Parse(bodies[0])!;
        }

        foreach (var run in _sql.Query(
            connection,
            $"SELECT {RunColumns} FROM audit_run WHERE place = $0 AND prefix = substr($1, 1, 16) AND started >= $2",
            ReadRun,
            place.Key, findingId, since))
        {
            var audit = MakerOf(run);
            if (audit.NumberOf(run, findingId) is { } number)
            {
                return audit.FindingAt(run, number, IsHidden(Hidden(connection, run), audit, number));
            }
        }

        return null;
    }

    /// <summary>The suppression of a check's findings of a resource, if it is in force at a time.</summary>
    public AuditSuppression? Suppression(SqliteConnection connection, string check, string resource, long now)
    {
        var rows = Suppressions(connection, check, resource, true, 0, 1, now);
        return rows.Count > 0 ? rows[0] : null;
    }

    /// <summary>The suppressions that are in force at a time, by their end; those without an end come last in ascending order.</summary>
    public List<AuditSuppression> Suppressions(SqliteConnection connection, string? check, string? resource, bool ascending, long offset, int limit, long now) => _sql.Query(
        connection,
        $"""
        SELECT chk, resource, expires, description FROM audit_suppression
        WHERE place = $0 AND ($1 IS NULL OR chk = $1) AND ($2 IS NULL OR resource = $2) AND (expires IS NULL OR expires > $3)
        ORDER BY coalesce(expires, 9223372036854775807) {(ascending ? "ASC" : "DESC")}, chk, resource LIMIT $5 OFFSET $4
        """,
        ReadSuppression,
        place.Key, check, resource, now, offset, limit);

    /// <summary>Stores a suppression, in place of the one there is.</summary>
    public void Suppress(SqliteConnection connection, AuditSuppression suppression) => _sql.Execute(
        connection,
        """
        INSERT INTO audit_suppression (place, chk, resource, expires, description) VALUES ($0, $1, $2, $3, $4)
        ON CONFLICT DO UPDATE SET expires = $3, description = $4
        """,
        place.Key, suppression.Check, suppression.Resource, suppression.Expires, suppression.Description);

    /// <summary>Ends a suppression.</summary>
    public void Unsuppress(SqliteConnection connection, string check, string resource)
    {
        _sql.Execute(connection, "DELETE FROM audit_suppression WHERE place = $0 AND chk = $1 AND resource = $2", place.Key, check, resource);
        _sql.Execute(connection, "UPDATE audit_truth SET flagged = 0 WHERE place = $0 AND chk = $1 AND resource = $2", place.Key, check, resource);
    }

    /// <summary>What should stand of the stored findings, in the order of check, resource and reason.</summary>
    public List<AuditTruth> Truth(SqliteConnection connection, (string Check, string Resource, string Reason) after, int limit, long now) => _sql.Query(
        connection,
        """
        SELECT t.chk, t.resource, t.reason, t.resolved, t.flagged OR s.chk IS NOT NULL FROM audit_truth t
        LEFT JOIN audit_suppression s ON s.place = t.place AND s.chk = t.chk AND s.resource = t.resource AND (s.expires IS NULL OR s.expires > $5)
        WHERE t.place = $0 AND (t.chk, t.resource, t.reason) > ($1, $2, $3)
        ORDER BY t.chk, t.resource, t.reason LIMIT $4
        """,
        static reader => new AuditTruth(
            reader.GetString(0), reader.GetString(1), reader.GetString(2), AuditTruth.StateOf(reader.GetBoolean(3), reader.GetBoolean(4))),
        place.Key, after.Check, after.Resource, after.Reason, limit, now);

    /// <summary>What should stand of the findings of the last big audit, from a number on, each with its number.</summary>
    public List<(int Number, AuditTruth Truth)> MadeTruth(SqliteConnection connection, long from, int limit, long now)
    {
        var truths = new List<(int, AuditTruth)>();
        if (Base(connection) is not { } run)
        {
            return truths;
        }

        var audit = MakerOf(run);
        var made = audit.Checks.ToDictionary(check => check, check => LastMade(connection, check));
        var active = Active(connection, now).Select(suppression => (suppression.Check, suppression.Resource)).ToHashSet();
        foreach (var number in audit.From(from, null))
        {
            var (check, resource, reason) = audit.IdentityOf(number);
            var key = AuditResource.Key(resource);
            if (made[check] || !IsStored(connection, check, key, reason))
            {
                var resolved = !made[check] && !AuditCatalog.FindOrMake(check).IsWindowed;
                truths.Add((number, new AuditTruth(check, key, reason, AuditTruth.StateOf(resolved, active.Contains((check, key))))));
            }

            if (truths.Count == limit)
            {
                break;
            }
        }

        return truths;
    }

    /// <summary>Forgets the runs from before a time (epoch milliseconds), their findings, and suppressions that ended before it.</summary>
    public void Forget(SqliteConnection connection, long before)
    {
        const string old = "SELECT number FROM audit_run WHERE place = $0 AND started < $1";
        _sql.Execute(connection, $"DELETE FROM audit_finding WHERE run IN ({old})", place.Key, before);
        _sql.Execute(connection, $"DELETE FROM audit_hidden WHERE run IN ({old})", place.Key, before);
        _sql.Execute(connection, "DELETE FROM audit_run WHERE place = $0 AND started < $1", place.Key, before);
        _sql.Execute(connection, "DELETE FROM audit_suppression WHERE place = $0 AND expires < $1", place.Key, before);
    }

    /// <summary>A suppression's members, in the order and the units of recorded calls.</summary>
    private static JsonObject Parameters(AuditSuppression suppression)
    {
        var members = new JsonObject
        {
            ["checkName"] = suppression.Check,
            ["resourceIdentifier"] = JsonNode.Parse(suppression.Resource),
            ["suppressIndefinitely"] = suppression.Expires is null,
        };
        if (suppression.Expires is { } expires)
        {
            members["expirationDate"] = expires / 1000;
        }

        if (suppression.Description is not null)
        {
            members["description"] = suppression.Description;
        }

        return members;
    }

    private static AuditRun ReadRun(SqliteDataReader reader) => new()
    {
        Number = reader.GetInt64(0),
        TaskId = reader.GetString(1),
        TaskType = reader.GetString(2),
        Schedule = reader.IsDBNull(3) ? null : reader.GetString(3),
        Status = reader.GetString(4),
        Started = reader.GetInt64(5),
        Ended = reader.GetInt64(6),
        Details = reader.GetString(7),
        Findings = reader.GetInt64(8),
        Maker = reader.IsDBNull(9) ? null : reader.GetString(9),
    };

    private static AuditSuppression ReadSuppression(SqliteDataReader reader) => new(
        reader.GetString(0), reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetInt64(2), reader.IsDBNull(3) ? null : reader.GetString(3));

    private static bool IsHidden(HashSet<(string Check, string Resource)> hidden, GeneratedAudit audit, int number)
    {
        if (hidden.Count == 0)
        {
            return false;
        }

        var (check, resource, _) = audit.IdentityOf(number);
        return hidden.Contains((check, AuditResource.Key(resource)));
    }

    private AuditRun Insert(SqliteConnection connection, AuditRun run)
    {
        var number = _sql.Query(
            connection,
            """
            INSERT INTO audit_run (place, id, type, schedule, status, started, ended, details, findings, maker, prefix)
            VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING number
            """,
            static reader => reader.GetInt64(0),
            place.Key, run.TaskId, run.TaskType, run.Schedule, run.Status, run.Started, run.Ended, run.Details, run.Findings, run.Maker,
            run.Maker is null ? null : GeneratedAudit.PrefixOf(run))[0];
        return run with { Number = number };
    }

    // A run that started before one that has already spoken of a check says nothing of it.
    private bool Speaks(SqliteConnection connection, AuditRun run, string check) => _sql.Execute(
        connection,
        """
        INSERT INTO audit_check (place, chk, started, run, made) VALUES ($0, $1, $2, $3, $4)
        ON CONFLICT DO UPDATE SET started = $2, run = $3, made = $4 WHERE started <= $2
        """,
        place.Key, check, run.Started, run.Number, run.Maker is not null) > 0;

    private void Resolve(SqliteConnection connection, AuditRun run, string check)
    {
        var windowed = AuditCatalog.FindOrMake(check).IsWindowed;
        _sql.Execute(
            connection,
            """
            UPDATE audit_truth SET clean = clean + 1, resolved = NOT $3 OR (clean + 1 >= $4 AND $5 - seen >= $6)
            WHERE place = $0 AND chk = $1 AND run <> $2 AND resolved = 0
            """,
            place.Key, check, run.Number, windowed, CleanRuns, run.Started, QuietMilliseconds);
    }

    private bool LastMade(SqliteConnection connection, string check) => _sql.Query(
        connection,
        "SELECT made FROM audit_check WHERE place = $0 AND chk = $1",
        static reader => reader.GetBoolean(0),
        place.Key, check).FirstOrDefault();

    // The last big audit of all checks: later ones of some checks have the same findings.
    private AuditRun? Base(SqliteConnection connection) => _sql.Query(
        connection,
        $"SELECT {RunColumns} FROM audit_run WHERE place = $0 AND maker LIKE '%/' || $1 ORDER BY number DESC LIMIT 1",
        ReadRun,
        place.Key, string.Join(',', GeneratedAudit.AllChecks)).FirstOrDefault();

    private bool IsStored(SqliteConnection connection, string check, string resource, string reason) => _sql.Query(
        connection,
        "SELECT 1 FROM audit_truth WHERE place = $0 AND chk = $1 AND resource = $2 AND reason = $3",
        static reader => true,
        place.Key, check, resource, reason).Count > 0;

    private List<AuditSuppression> Active(SqliteConnection connection, long now) => Suppressions(connection, null, null, true, 0, -1, now);

    private HashSet<(string Check, string Resource)> Hidden(SqliteConnection connection, AuditRun run) => [.. _sql.Query(
        connection,
        "SELECT chk, resource FROM audit_hidden WHERE run = $0",
        static reader => (reader.GetString(0), reader.GetString(1)),
        run.Number)];

    private GeneratedAudit MakerOf(AuditRun run)
    {
        if (_made.Maker != run.Maker)
        {
            _made = (run.Maker!, GeneratedAudit.Read(run.Maker!));
        }

        return _made.Audit;
    }

    private void Collect(SqliteConnection connection, AuditRun run, AuditFilter filter, long position, List<AuditPiece> pieces)
    {
        var room = filter.Limit - pieces.Count;
        if (run.Maker is null)
        {
            pieces.AddRange(_sql.Query(
                connection,
                """
                SELECT position, body FROM audit_finding
                WHERE run = $0 AND position >= $1 AND ($2 IS NULL OR chk = $2) AND ($3 IS NULL OR resource = $3) AND ($4 IS NULL OR suppressed = $4)
                  AND found BETWEEN $5 AND $6
                ORDER BY position LIMIT $7
                """,
                reader => new AuditPiece(run.Number, reader.GetInt64(0), (JsonObject)JsonNode.Parse(reader.GetString(1))!),
                run.Number, position, filter.Check, filter.Resource is null ? null : AuditResource.Key(filter.Resource), filter.Suppressed, filter.From, filter.To,
                room));
            return;
        }

        var audit = MakerOf(run);
        var hidden = Hidden(connection, run);
        var numbers = filter switch
        {
            { Resource: { } resource } => audit.On(resource, filter.Check).Where(number => number >= position),

            // The few that are suppressed are found by what suppresses them, not by looking at all.
            { Suppressed: true } => hidden
                .Where(pair => filter.Check is null || filter.Check == pair.Check)
                .SelectMany(pair => audit.On((JsonObject)JsonNode.Parse(pair.Resource)!, pair.Check))
                .Where(number => number >= position)
                .Order(),
            _ => audit.From(position, filter.Check),
        };
        foreach (var number in numbers)
        {
            if (pieces.Count == filter.Limit)
            {
                return;
            }

            var suppressed = IsHidden(hidden, audit, number);
            if ((filter.Suppressed is null || filter.Suppressed == suppressed) && audit.TimeOf(run, number) is var time && time >= filter.From && time <= filter.To)
            {
                pieces.Add(new AuditPiece(run.Number, number, audit.FindingAt(run, number, suppressed)));
            }
        }
    }
}
