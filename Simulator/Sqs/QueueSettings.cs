using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OrleansDefender.Simulator.Sqs;

/// <summary>A queue's attributes that can be set: what was set, checked, and what it means. Immutable.</summary>
/// <remarks>Names, ranges and defaults: SQS API reference, SetQueueAttributes; high. The maximum message size was raised to 1 MiB in August 2025 (announcement; high).</remarks>
internal sealed class QueueSettings
{
    private static readonly Dictionary<string, (int Least, int Most, int Default)> Numbers = new(StringComparer.Ordinal)
    {
        ["DelaySeconds"] = (0, 900, 0),
        ["MaximumMessageSize"] = (1024, MessageRules.MostBytes, MessageRules.MostBytes),
        ["MessageRetentionPeriod"] = (60, 1_209_600, 345_600),
        ["ReceiveMessageWaitTimeSeconds"] = (0, 20, 0),
        ["VisibilityTimeout"] = (0, 43_200, 30),
    };

    // Kept and shown as they were set; they change nothing here.
    private static readonly string[] Opaque = ["Policy", "RedriveAllowPolicy", "KmsMasterKeyId", "KmsDataKeyReusePeriodSeconds", "SqsManagedSseEnabled"];
    private static readonly string[] Fifo = ["FifoQueue", "ContentBasedDeduplication", "DeduplicationScope", "FifoThroughputLimit"];

    // Below the tables it reads: static fields are set in their order.
    private static readonly QueueSettings Untouched = new(new SortedDictionary<string, string>(StringComparer.Ordinal));

    private readonly SortedDictionary<string, string> _values;

    private QueueSettings(SortedDictionary<string, string> values)
    {
        _values = values;
        Delay = Seconds("DelaySeconds");
        Visibility = Seconds("VisibilityTimeout");
        Retention = Seconds("MessageRetentionPeriod");
        WaitSeconds = Number("ReceiveMessageWaitTimeSeconds");
        MaximumMessageSize = Number("MaximumMessageSize");
        Redrive = values.TryGetValue("RedrivePolicy", out var policy) ? ReadRedrive(policy) : null;
    }

    /// <summary>The settings of a queue that was created without any.</summary>
    public static QueueSettings Default => Untouched;

    /// <summary>How long a new message stays hidden.</summary>
    public TimeSpan Delay { get; }

    /// <summary>How long a received message stays hidden.</summary>
    public TimeSpan Visibility { get; }

    /// <summary>How long a message is kept.</summary>
    public TimeSpan Retention { get; }

    /// <summary>How long a receive waits, in seconds.</summary>
    public int WaitSeconds { get; }

    /// <summary>The longest message, in bytes, attributes included.</summary>
    public int MaximumMessageSize { get; }

    /// <summary>Where messages go that were received too often.</summary>
    public RedrivePolicy? Redrive { get; }

    /// <summary>All settings, defaults included, as the API shows them.</summary>
    public IEnumerable<KeyValuePair<string, string>> All =>
        Numbers.Select(n => KeyValuePair.Create(n.Key, Number(n.Key).ToString(CultureInfo.InvariantCulture))).Concat(_values.Where(v => !Numbers.ContainsKey(v.Key)));

    /// <summary>Whether a name is one that can be set, or asked for.</summary>
    public static bool IsKnown(string name) => Numbers.ContainsKey(name) || name == "RedrivePolicy" || Opaque.Contains(name) || Fifo.Contains(name);

    /// <summary>Settings with changes; an empty value of a text removes it.</summary>
    /// <exception cref="Http.AwsErrorException">A name or value is not allowed.</exception>
    public QueueSettings With(IEnumerable<KeyValuePair<string, string>> changes)
    {
        var values = new SortedDictionary<string, string>(_values, StringComparer.Ordinal);
        foreach (var (name, value) in changes)
        {
            if (!IsKnown(name))
            {
                throw SqsErrors.InvalidAttributeName(name);
            }

            if (Fifo.Contains(name))
            {
                throw SqsErrors.Unsupported("The simulator has no FIFO queues.");
            }

            if (Numbers.TryGetValue(name, out var range))
            {
                if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < range.Least || number > range.Most)
                {
                    throw SqsErrors.InvalidAttributeValue(name);
                }

                values[name] = number.ToString(CultureInfo.InvariantCulture);
            }
            else if (value.Length == 0)
            {
                values.Remove(name);
            }
            else
            {
                values[name] = value;
            }
        }

        return new QueueSettings(values);
    }

    /// <summary>The first attribute whose value would change if <paramref name="wanted"/> were set; <see langword="null"/> where none would.</summary>
    public string? FirstDifference(IEnumerable<KeyValuePair<string, string>> wanted)
    {
        var changed = With(wanted);
        return Numbers.Keys.FirstOrDefault(name => Number(name) != changed.Number(name))
            ?? (Redrive != changed.Redrive ? "RedrivePolicy" : null)
            ?? Opaque.FirstOrDefault(name => _values.GetValueOrDefault(name) != changed._values.GetValueOrDefault(name));
    }

    /// <summary>As stored.</summary>
    public string ToJson() => new JsonObject(_values.Select(v => KeyValuePair.Create(v.Key, (JsonNode?)v.Value))).ToJsonString();

    /// <summary>From what was stored.</summary>
    public static QueueSettings FromJson(string json) =>
        new(new SortedDictionary<string, string>(JsonSerializer.Deserialize<Dictionary<string, string>>(json)!, StringComparer.Ordinal));

    private int Number(string name) =>
        _values.TryGetValue(name, out var text) ? int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) : Numbers[name].Default;

    private TimeSpan Seconds(string name) => TimeSpan.FromSeconds(Number(name));

    // Source: SQS API reference, RedrivePolicy; high. maxReceiveCount 1 to 1000, as a number or a text.
    private static RedrivePolicy ReadRedrive(string json)
    {
        try
        {
            if (JsonNode.Parse(json) is JsonObject policy
                && policy["deadLetterTargetArn"] is JsonValue target
                && target.TryGetValue<string>(out var arn)
                && int.TryParse(policy["maxReceiveCount"]?.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                && count is >= 1 and <= 1000)
            {
                return new RedrivePolicy(arn, count);
            }
        }
        catch (Exception error) when (error is JsonException or ArgumentException)
        {
            // Said below, in SQS's words.
        }

        throw SqsErrors.InvalidValue("RedrivePolicy", "Must be JSON with deadLetterTargetArn, and maxReceiveCount from 1 to 1000.");
    }
}
