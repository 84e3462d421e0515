using System.Globalization;

namespace OrleansDefender.Silo.Storage;

/// <summary>The tables, and how an older file becomes a newer one: forward only, one step per version.</summary>
internal static class SqliteSchema
{
    // Times are UTC ticks of 100 ns, the precision of DateTimeOffset: what is read back equals what was written.
    // The state table keeps its rows by number and the key in an index: rows of a KiB inside the tree of keys would make it deep.
    // Watch rows are small, so their key is the table.
    private static readonly string[] Migrations =
    [
        """
        CREATE TABLE version_sequence (next INTEGER NOT NULL) STRICT;
        INSERT INTO version_sequence (next) VALUES (1);

        CREATE TABLE grain_state (
            id INTEGER PRIMARY KEY,
            storage TEXT NOT NULL,
            grain_type TEXT NOT NULL,
            grain_key TEXT NOT NULL,
            state_name TEXT NOT NULL,
            version INTEGER NOT NULL,
            expires_at INTEGER,
            data BLOB NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX grain_state_key ON grain_state (storage, grain_type, grain_key, state_name);
        CREATE INDEX grain_state_expiry ON grain_state (expires_at) WHERE expires_at IS NOT NULL;

        CREATE TABLE watch (
            account TEXT NOT NULL,
            region TEXT NOT NULL,
            thing TEXT NOT NULL,
            revision INTEGER NOT NULL,
            severity INTEGER NOT NULL,
            open_alarms INTEGER NOT NULL,
            closed_alarms INTEGER NOT NULL,
            flags INTEGER NOT NULL,
            due_at INTEGER,
            claimed_until INTEGER,
            last_event_at INTEGER NOT NULL,
            PRIMARY KEY (account, region, thing)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX watch_severity ON watch (severity DESC, account, region, thing);
        CREATE INDEX watch_due ON watch (due_at, account, region, thing) WHERE due_at IS NOT NULL;
        """,
        """
        CREATE TABLE due (
            kind INTEGER NOT NULL,
            key TEXT NOT NULL,
            revision INTEGER NOT NULL,
            due_at INTEGER,
            claimed_until INTEGER,
            ended_at INTEGER,
            PRIMARY KEY (kind, key)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX due_time ON due (due_at, kind, key) WHERE due_at IS NOT NULL;
        CREATE INDEX due_ended ON due (ended_at) WHERE ended_at IS NOT NULL;

        ALTER TABLE watch ADD COLUMN posture INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE watch ADD COLUMN audit_findings INTEGER NOT NULL DEFAULT 0;
        """,
        """
        CREATE INDEX watch_withheld ON watch (account, region, thing) WHERE (flags & 8) <> 0;
        """,
    ];

    /// <summary>The version that this program writes.</summary>
    public static int Version => Migrations.Length;

    /// <summary>Brings the file up to <see cref="Version"/>.</summary>
    /// <exception cref="SqliteStoreException">The file is newer than this program.</exception>
    public static void Migrate(SqliteSession session, string path)
    {
        while (true)
        {
            // Looked at inside the transaction: two programs that start at the same time must not both take the same step.
            session.RunScript("BEGIN IMMEDIATE");
            try
            {
                var found = session.RunScalar("PRAGMA user_version");
                if (found > Version)
                {
                    throw new SqliteStoreException(
                        SqliteStoreFailure.NewerSchema,
                        $"{path} has schema version {found}, and this program knows versions up to {Version}: a newer program wrote it. Start that one, or use another data folder.");
                }

                if (found < Version)
                {
                    session.RunScript(Migrations[found]);
                    session.RunScript(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {found + 1}"));
                }

                session.RunScript("COMMIT");
                if (found + 1 >= Version)
                {
                    return;
                }
            }
            catch
            {
                if (session.IsInTransaction)
                {
                    session.RunScript("ROLLBACK");
                }

                throw;
            }
        }
    }
}
