using System.Text.Json;

using Microsoft.Data.Sqlite;

namespace OrleansDefender.Simulator.Sqs;

/// <summary>The tables of SQS. All methods run on the database's thread, inside its transaction.</summary>
/// <remarks>
/// What changes (queue, receive count, visibility) is in a narrow table of its own, so that a receive never rewrites a body, and a start reads all messages without reading bodies.
/// Statements are prepared once: there is one connection.
/// </remarks>
internal sealed class SqsStore(TimeProvider time)
{
    private readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);

    /// <summary>Creates the tables and reads all queues with their messages.</summary>
    /// <returns>The queues, and the highest message number.</returns>
    public (IReadOnlyList<SqsQueue> Queues, long LastNumber) Load(SqliteConnection connection)
    {
        using (var create = connection.CreateCommand())
        {
            create.CommandText = """
                CREATE TABLE IF NOT EXISTS sqs_queue (
                    id INTEGER PRIMARY KEY AUTOINCREMENT, account TEXT NOT NULL, region TEXT NOT NULL, name TEXT NOT NULL,
                    attributes TEXT NOT NULL, tags TEXT NOT NULL, created INTEGER NOT NULL, modified INTEGER NOT NULL,
                    UNIQUE (account, region, name));
                CREATE TABLE IF NOT EXISTS sqs_message (
                    number INTEGER PRIMARY KEY, queue INTEGER NOT NULL, sent INTEGER NOT NULL, visible INTEGER NOT NULL,
                    receives INTEGER NOT NULL DEFAULT 0, first INTEGER NOT NULL DEFAULT 0, received INTEGER NOT NULL DEFAULT 0);
                CREATE TABLE IF NOT EXISTS sqs_body (
                    number INTEGER PRIMARY KEY, id TEXT NOT NULL, sender TEXT NOT NULL, body TEXT NOT NULL,
                    attributes TEXT NULL, system TEXT NULL, source TEXT NULL);
                """;
            create.ExecuteNonQuery();

            // A file of before this column; what was in flight in it is visible.
            create.CommandText = "SELECT COUNT(*) FROM pragma_table_info('sqs_message') WHERE name = 'received'";
            if ((long)create.ExecuteScalar()! == 0)
            {
                create.CommandText = "ALTER TABLE sqs_message ADD COLUMN received INTEGER NOT NULL DEFAULT 0";
                create.ExecuteNonQuery();
            }
        }

        var queues = new Dictionary<long, SqsQueue>();
        using (var reader = Prepare(connection, "SELECT id, account, region, name, attributes, tags, created, modified FROM sqs_queue").ExecuteReader())
        {
            while (reader.Read())
            {
                var settings = QueueSettings.FromJson(reader.GetString(4));
                queues.Add(reader.GetInt64(0), new SqsQueue(
                    reader.GetInt64(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), settings, reader.GetInt64(6), reader.GetInt64(7), time)
                {
                    Tags = JsonSerializer.Deserialize<Dictionary<string, string>>(reader.GetString(5))!,
                });
            }
        }

        // A send that raced with the deletion of its queue, or a kill in the middle of one, leaves rows that nobody can reach.
        Execute(connection, "DELETE FROM sqs_body WHERE number IN (SELECT number FROM sqs_message WHERE queue NOT IN (SELECT id FROM sqs_queue))");
        Execute(connection, "DELETE FROM sqs_message WHERE queue NOT IN (SELECT id FROM sqs_queue)");

        var last = 0L;
        var one = new QueuedMessage[1];
        using (var reader = Prepare(connection, "SELECT number, queue, sent, visible, receives, first, received FROM sqs_message ORDER BY number").ExecuteReader())
        {
            while (reader.Read())
            {
                last = reader.GetInt64(0);
                one[0] = new QueuedMessage(last, reader.GetInt64(2))
                {
                    VisibleAt = reader.GetInt64(3),
                    Receives = reader.GetInt32(4),
                    FirstReceivedAt = reader.GetInt64(5),
                    ReceivedAt = reader.GetInt64(6),
                };
                queues[reader.GetInt64(1)].Add(one);
            }
        }

        return ([.. queues.Values], last);
    }

    /// <summary>Adds a queue and returns its number.</summary>
    public long Insert(SqliteConnection connection, string account, string region, string name, QueueSettings settings, IReadOnlyDictionary<string, string> tags, long now)
    {
        var command = Prepare(
            connection,
            "INSERT INTO sqs_queue (account, region, name, attributes, tags, created, modified) VALUES ($a, $b, $c, $d, $e, $f, $f) RETURNING id",
            account,
            region,
            name,
            settings.ToJson(),
            JsonSerializer.Serialize(tags),
            now);
        return (long)command.ExecuteScalar()!;
    }

    /// <summary>Writes a queue's attributes and tags.</summary>
    public void Update(SqliteConnection connection, long queue, QueueSettings settings, IReadOnlyDictionary<string, string> tags, long now) =>
        Execute(connection, "UPDATE sqs_queue SET attributes = $a, tags = $b, modified = $c WHERE id = $d", settings.ToJson(), JsonSerializer.Serialize(tags), now, queue);

    /// <summary>Deletes a queue; its messages are deleted apart.</summary>
    public void DeleteQueue(SqliteConnection connection, long queue) => Execute(connection, "DELETE FROM sqs_queue WHERE id = $a", queue);

    /// <summary>Adds a message.</summary>
    public void Insert(SqliteConnection connection, long queue, QueuedMessage message, StoredMessage content)
    {
        Execute(
            connection,
            "INSERT INTO sqs_message (number, queue, sent, visible) VALUES ($a, $b, $c, $d)",
            message.Number,
            queue,
            message.SentAt,
            message.VisibleAt);
        Execute(
            connection,
            "INSERT INTO sqs_body (number, id, sender, body, attributes, system) VALUES ($a, $b, $c, $d, $e, $f)",
            message.Number,
            content.Id,
            content.Sender,
            content.Body,
            content.Attributes,
            content.SystemAttributes);
    }

    /// <summary>Writes a receive and reads the message; <see langword="null"/> where it is gone.</summary>
    public StoredMessage? Receive(SqliteConnection connection, Delivery delivery)
    {
        Execute(
            connection,
            "UPDATE sqs_message SET receives = $a, first = $b, received = $c, visible = $d WHERE number = $e",
            delivery.Receives,
            delivery.FirstReceivedAt,
            delivery.ReceivedAt,
            delivery.VisibleAt,
            delivery.Message.Number);
        using var reader = Prepare(connection, "SELECT id, sender, body, attributes, system, source FROM sqs_body WHERE number = $a", delivery.Message.Number).ExecuteReader();
        return reader.Read()
            ? new StoredMessage(reader.GetString(0), reader.GetString(1), reader.GetString(2), Optional(reader, 3), Optional(reader, 4), Optional(reader, 5))
            : null;
    }

    /// <summary>Writes until when a message is hidden, unless it was received again since.</summary>
    public void Hide(SqliteConnection connection, long number, int receive, long visibleAt) =>
        Execute(connection, "UPDATE sqs_message SET visible = $a WHERE number = $b AND receives = $c", visibleAt, number, receive);

    /// <summary>Deletes a message.</summary>
    public void Delete(SqliteConnection connection, QueuedMessage message)
    {
        Execute(connection, "DELETE FROM sqs_message WHERE number = $a", message.Number);
        Execute(connection, "DELETE FROM sqs_body WHERE number = $a", message.Number);
    }

    /// <summary>Moves a message to a dead-letter queue; id, body and attributes stay.</summary>
    public void Move(SqliteConnection connection, QueuedMessage message, long toQueue, string sourceArn)
    {
        Execute(connection, "UPDATE sqs_message SET queue = $a, visible = 0, receives = 0, first = 0, received = 0 WHERE number = $b", toQueue, message.Number);
        Execute(connection, "UPDATE sqs_body SET source = $a WHERE number = $b", sourceArn, message.Number);
    }

    private static string? Optional(SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private void Execute(SqliteConnection connection, string sql, params ReadOnlySpan<object?> values) => Prepare(connection, sql, values).ExecuteNonQuery();

    /// <summary>The prepared statement of a text with values for <c>$a</c>, <c>$b</c>, …</summary>
    private SqliteCommand Prepare(SqliteConnection connection, string sql, params ReadOnlySpan<object?> values)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            command = connection.CreateCommand();
#pragma warning disable CA2100 // The texts are constants of this file.
            command.CommandText = sql;
#pragma warning restore CA2100
            for (var i = 0; i < values.Length; i++)
            {
                command.Parameters.Add(new SqliteParameter { ParameterName = "$" + (char)('a' + i) });
            }

            _commands.Add(sql, command);
        }

        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }

        return command;
    }
}
