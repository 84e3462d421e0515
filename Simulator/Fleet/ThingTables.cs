using System.Text.Json;

using Microsoft.Data.Sqlite;

using OrleansDefender.Simulator.Storage;

namespace OrleansDefender.Simulator.Fleet;

/// <summary>What callers changed in the registry: things, certificates and what is attached to what. All else follows from the seed.</summary>
/// <remarks>All members run on the database's thread, inside its transaction.</remarks>
internal sealed class ThingTables(FleetPlace place, FleetRegistry registry, FleetCertificates certificates)
{
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS fleet_thing (
            place TEXT NOT NULL, name TEXT NOT NULL, exist INTEGER NOT NULL, PRIMARY KEY (place, name)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS fleet_record (
            place TEXT NOT NULL, thing TEXT NOT NULL, type TEXT, attributes TEXT NOT NULL, version INTEGER NOT NULL, PRIMARY KEY (place, thing)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS fleet_group (
            place TEXT NOT NULL, thing TEXT NOT NULL, name TEXT NOT NULL, member INTEGER NOT NULL, PRIMARY KEY (place, thing, name)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS fleet_attachment (
            place TEXT NOT NULL, certificate TEXT NOT NULL, thing TEXT NOT NULL, attached INTEGER NOT NULL,
            PRIMARY KEY (place, certificate, thing)) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS fleet_attachment_thing ON fleet_attachment (place, thing);
        CREATE TABLE IF NOT EXISTS fleet_certificate (
            place TEXT NOT NULL, id TEXT NOT NULL, status TEXT, PRIMARY KEY (place, id)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS fleet_task (
            place TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (place, kind, id)) WITHOUT ROWID;
        """;

    private const string Active = "ACTIVE";

    private readonly SqlStatements _sql = new();

    /// <summary>Creates the tables where there are none yet; before anything else.</summary>
    public static void Create(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = Schema;
        command.ExecuteNonQuery();
    }

    /// <summary>Finds a registered thing.</summary>
    public FleetThing? Find(SqliteConnection connection, string name) => Exists(connection, name) switch
    {
        false => null,
        true => AsChanged(connection, registry.Find(name) ?? Made(name)),
        null => registry.Find(name) is { } thing ? AsChanged(connection, thing) : null,
    };

    /// <summary>Registers a thing.</summary>
    public void Register(SqliteConnection connection, string name) => Set(connection, name, true);

    /// <summary>Takes a thing out of the registry; one of that name that is registered later starts anew.</summary>
    public void Delete(SqliteConnection connection, string name)
    {
        Set(connection, name, false);
        _sql.Execute(connection, "DELETE FROM fleet_record WHERE place = $0 AND thing = $1", place.Key, name);
        _sql.Execute(connection, "DELETE FROM fleet_group WHERE place = $0 AND thing = $1", place.Key, name);
    }

    /// <summary>Sets a thing's type and attributes; its version rises.</summary>
    public void SetRecord(SqliteConnection connection, FleetThing thing, string? type, IEnumerable<KeyValuePair<string, string>> attributes) => _sql.Execute(
        connection,
        """
        INSERT INTO fleet_record (place, thing, type, attributes, version) VALUES ($0, $1, $2, $3, $4)
        ON CONFLICT DO UPDATE SET type = $2, attributes = $3, version = $4
        """,
        place.Key, thing.Name, type, JsonSerializer.Serialize(attributes.ToDictionary(), FleetCatalog.Json), thing.Version + 1);

    /// <summary>Puts a thing into a group, or takes it out.</summary>
    public void SetMember(SqliteConnection connection, string thing, string group, bool member) => _sql.Execute(
        connection,
        "INSERT INTO fleet_group (place, thing, name, member) VALUES ($0, $1, $2, $3) ON CONFLICT DO UPDATE SET member = $3",
        place.Key, thing, group, member);

    /// <summary>A certificate's status; <see langword="null"/> where there is no such certificate.</summary>
    public string? StatusOf(SqliteConnection connection, string certificate)
    {
        var rows = _sql.Query(
            connection,
            "SELECT status FROM fleet_certificate WHERE place = $0 AND id = $1",
            static reader => reader.IsDBNull(0) ? null : reader.GetString(0),
            place.Key, certificate);
        return rows.Count > 0 ? rows[0] : certificates.NumberOf(certificate) is null ? null : Active;
    }

    /// <summary>Sets a certificate's status; <see langword="null"/> deletes it.</summary>
    public void SetStatus(SqliteConnection connection, string certificate, string? status) => _sql.Execute(
        connection,
        "INSERT INTO fleet_certificate (place, id, status) VALUES ($0, $1, $2) ON CONFLICT DO UPDATE SET status = $2",
        place.Key, certificate, status);

    /// <summary>Attaches a certificate to a thing, or detaches it; <see langword="false"/> where it was so already.</summary>
    public bool Attach(SqliteConnection connection, string certificate, string thing, bool attached)
    {
        if (Things(connection, certificate).Contains(thing) == attached)
        {
            return false;
        }

        _sql.Execute(
            connection,
            "INSERT INTO fleet_attachment (place, certificate, thing, attached) VALUES ($0, $1, $2, $3) ON CONFLICT DO UPDATE SET attached = $3",
            place.Key, certificate, thing, attached);
        return true;
    }

    /// <summary>The things that a certificate is attached to.</summary>
    public List<string> Things(SqliteConnection connection, string certificate)
    {
        var things = certificates.NumberOf(certificate) is { } number ? certificates.ThingsOf(number).Select(registry.NameOf).ToList() : [];
        Change(things, _sql.Query(
            connection,
            "SELECT thing, attached FROM fleet_attachment WHERE place = $0 AND certificate = $1 ORDER BY thing",
            static reader => (reader.GetString(0), reader.GetBoolean(1)),
            place.Key, certificate));
        things.RemoveAll(thing => Exists(connection, thing) == false);
        return things;
    }

    /// <summary>The certificates that are attached to a thing.</summary>
    public List<string> Certificates(SqliteConnection connection, string thing)
    {
        var own = registry.NumberOf(thing) is { } number ? certificates.Of(number).Select(certificates.IdOf).ToList() : [];
        Change(own, _sql.Query(
            connection,
            "SELECT certificate, attached FROM fleet_attachment WHERE place = $0 AND thing = $1 ORDER BY certificate",
            static reader => (reader.GetString(0), reader.GetBoolean(1)),
            place.Key, thing));
        return own;
    }

    /// <summary>Remembers a mitigation task; <see langword="false"/> where there was one of that id.</summary>
    public bool AddTask(SqliteConnection connection, string kind, string id) => _sql.Execute(
        connection, "INSERT INTO fleet_task (place, kind, id) VALUES ($0, $1, $2) ON CONFLICT DO NOTHING", place.Key, kind, id) > 0;

    private static void Change(List<string> names, List<(string Name, bool Attached)> changes)
    {
        foreach (var (name, attached) in changes)
        {
            names.Remove(name);
            if (attached)
            {
                names.Add(name);
            }
        }
    }

    private FleetThing AsChanged(SqliteConnection connection, FleetThing thing)
    {
        var groups = thing.Groups.ToList();
        Change(groups, _sql.Query(
            connection,
            "SELECT name, member FROM fleet_group WHERE place = $0 AND thing = $1 ORDER BY name",
            static reader => (reader.GetString(0), reader.GetBoolean(1)),
            place.Key, thing.Name));
        var records = _sql.Query(
            connection,
            "SELECT type, attributes, version FROM fleet_record WHERE place = $0 AND thing = $1",
            static reader => (Type: reader.IsDBNull(0) ? null : reader.GetString(0), Attributes: reader.GetString(1), Version: reader.GetInt64(2)),
            place.Key, thing.Name);
        return records is [var record]
            ? thing with
            {
                TypeName = record.Type,
                Attributes = new SortedDictionary<string, string>(JsonSerializer.Deserialize<Dictionary<string, string>>(record.Attributes)!, StringComparer.Ordinal),
                Version = record.Version,
                Groups = groups,
            }
            : thing with { Groups = groups };
    }

    private static FleetThing Made(string name) => new(
        name, FleetHash.Uuid(FleetHash.Mix(0, name)), "Device", new SortedDictionary<string, string>(StringComparer.Ordinal) { ["site"] = "plant-00" }, [], 1);

    private bool? Exists(SqliteConnection connection, string name)
    {
        var rows = _sql.Query(
            connection,
            "SELECT exist FROM fleet_thing WHERE place = $0 AND name = $1",
            static reader => reader.GetBoolean(0),
            place.Key, name);
        return rows.Count > 0 ? rows[0] : null;
    }

    private void Set(SqliteConnection connection, string name, bool exists) => _sql.Execute(
        connection,
        "INSERT INTO fleet_thing (place, name, exist) VALUES ($0, $1, $2) ON CONFLICT DO UPDATE SET exist = $2",
        place.Key, name, exists);
}
