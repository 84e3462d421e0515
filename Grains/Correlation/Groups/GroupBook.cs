using System.Text;

using OrleansDefender.Correlation.Engine;

namespace OrleansDefender.Correlation.Groups;

/// <summary>Writes the entries and words of a group as bytes: texts once, times as differences, episodes that are UUIDs in 16 bytes.</summary>
/// <remarks>Persisted: the first byte is the version of the form.</remarks>
internal static class GroupBook
{
    private const byte Version = 1;

    [Flags]
    private enum Has : byte
    {
        None = 0,
        Thing = 1,
        Value = 2,
        Episode = 4,

        /// <summary>The signal's id is <c>thing/episode</c>.</summary>
        PlainId = 8,
        Revision = 16,
        Withdrawn = 32,

        /// <summary>The value is the thing's name.</summary>
        ThingValue = 64,
        Ended = 128,
    }

    /// <summary>Writes; the entries are sorted.</summary>
    public static byte[] Write(IReadOnlyList<GroupEntry> entries, IReadOnlyList<GroupWord> words)
    {
        if (entries.Count == 0 && words.Count == 0)
        {
            return [];
        }

        var texts = new Dictionary<string, int>(StringComparer.Ordinal);
        var facts = new Dictionary<GroupEntryFacts, int>();
        foreach (var entry in entries)
        {
            facts.TryAdd(entry.Facts, facts.Count);
        }

        using var body = new MemoryStream();
        using (var writer = new BinaryWriter(body, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write7BitEncodedInt(facts.Count);
            foreach (var fact in facts.Keys)
            {
                Text(fact.Profile);
                Text(fact.Behavior);
                Text(fact.Metric);
                Text(fact.Subject);
                Text(fact.Technique);
            }

            writer.Write7BitEncodedInt(entries.Count);
            var last = 0L;
            foreach (var (entry, thing, severity, fact, revision, isWithdrawn, hasEnded) in entries)
            {
                var isPlain = thing is not null && entry.Episode is not null && entry.Key.Id == $"{thing}/{entry.Episode}";
                var isThing = entry.Value is not null && entry.Value == thing;
                var has = (thing is null ? Has.None : Has.Thing)
                    | (entry.Value is null || isThing ? Has.None : Has.Value)
                    | (isThing ? Has.ThingValue : Has.None)
                    | (entry.Episode is null ? Has.None : Has.Episode)
                    | (isPlain ? Has.PlainId : Has.None)
                    | (revision == 0 ? Has.None : Has.Revision)
                    | (isWithdrawn ? Has.Withdrawn : Has.None)
                    | (hasEnded ? Has.Ended : Has.None);
                writer.Write((byte)has);
                writer.Write7BitEncodedInt64(entry.Key.TimeMs - last);
                last = entry.Key.TimeMs;
                Text(entry.Key.EventType);
                writer.Write7BitEncodedInt(entry.Inputs);
                writer.Write((byte)severity);
                writer.Write7BitEncodedInt(facts[fact]);
                if (thing is not null)
                {
                    Text(thing);
                }

                if (has.HasFlag(Has.Value))
                {
                    Text(entry.Value);
                }

                if (entry.Episode is { } episode)
                {
                    Episode(writer, episode);
                }

                if (!isPlain)
                {
                    writer.Write(entry.Key.Id);
                }

                if (revision != 0)
                {
                    writer.Write7BitEncodedInt64(revision);
                }
            }

            writer.Write7BitEncodedInt(words.Count);
            foreach (var word in words)
            {
                Episode(writer, word.Episode);
                writer.Write(word.TimeMs);
                writer.Write((byte)word.Verification);
            }

            void Text(string? text)
            {
                if (text is null)
                {
                    writer.Write7BitEncodedInt(0);
                    return;
                }

                if (!texts.TryGetValue(text, out var place))
                {
                    texts.Add(text, place = texts.Count);
                }

                writer.Write7BitEncodedInt(place + 1);
            }
        }

        using var whole = new MemoryStream();
        using (var writer = new BinaryWriter(whole, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(Version);
            writer.Write7BitEncodedInt(texts.Count);
            foreach (var text in texts.Keys)
            {
                writer.Write(text);
            }

            writer.Write(body.GetBuffer(), 0, (int)body.Length);
        }

        return whole.ToArray();
    }

    /// <summary>Reads what was written.</summary>
    /// <exception cref="NotSupportedException">It has the form of a newer program.</exception>
    public static (List<GroupEntry> Entries, List<GroupWord> Words) Read(byte[] bytes)
    {
        if (bytes.Length == 0)
        {
            return ([], []);
        }

        using var reader = new BinaryReader(new MemoryStream(bytes), Encoding.UTF8);
        var version = reader.ReadByte();
        if (version != Version)
        {
            throw new NotSupportedException($"The entries of a correlation group are of form {version}; this program reads {Version}.");
        }

        var texts = new string[reader.Read7BitEncodedInt()];
        for (var i = 0; i < texts.Length; i++)
        {
            texts[i] = reader.ReadString();
        }

        var facts = new GroupEntryFacts[reader.Read7BitEncodedInt()];
        for (var i = 0; i < facts.Length; i++)
        {
            facts[i] = new GroupEntryFacts(Text(), Text(), Text(), Text(), Text());
        }

        var entries = new List<GroupEntry>(reader.Read7BitEncodedInt());
        var last = 0L;
        for (var left = entries.Capacity; left > 0; left--)
        {
            var has = (Has)reader.ReadByte();
            last += reader.Read7BitEncodedInt64();
            var eventType = Text()!;
            var inputs = reader.Read7BitEncodedInt();
            var severity = (Severity)reader.ReadByte();
            var fact = facts[reader.Read7BitEncodedInt()];
            var thing = has.HasFlag(Has.Thing) ? Text() : null;
            var value = has.HasFlag(Has.Value) ? Text() : has.HasFlag(Has.ThingValue) ? thing : null;
            var episode = has.HasFlag(Has.Episode) ? Episode(reader) : null;
            var id = has.HasFlag(Has.PlainId) ? $"{thing}/{episode}" : reader.ReadString();
            var revision = has.HasFlag(Has.Revision) ? reader.Read7BitEncodedInt64() : 0;
            entries.Add(new GroupEntry(
                new RuleEntry(new SignalKey(last, eventType, id), inputs, value, episode), thing, severity, fact, revision, has.HasFlag(Has.Withdrawn), has.HasFlag(Has.Ended)));
        }

        var words = new List<GroupWord>(reader.Read7BitEncodedInt());
        for (var left = words.Capacity; left > 0; left--)
        {
            words.Add(new GroupWord(Episode(reader), reader.ReadInt64(), (Verification)reader.ReadByte()));
        }

        return (entries, words);

        string? Text() => reader.Read7BitEncodedInt() is > 0 and var place ? texts[place - 1] : null;
    }

    private static void Episode(BinaryWriter writer, string episode)
    {
        // As AWS writes them; whatever looks otherwise is written as it is.
        foreach (var (form, mark) in (ReadOnlySpan<(string, byte)>)[("D", 1), ("N", 2)])
        {
            if (Guid.TryParseExact(episode, form, out var uuid) && uuid.ToString(form) == episode)
            {
                writer.Write(mark);
                writer.Write(uuid.ToByteArray());
                return;
            }
        }

        writer.Write((byte)0);
        writer.Write(episode);
    }

    private static string Episode(BinaryReader reader) => reader.ReadByte() switch
    {
        1 => new Guid(reader.ReadBytes(16)).ToString("D"),
        2 => new Guid(reader.ReadBytes(16)).ToString("N"),
        _ => reader.ReadString(),
    };
}
