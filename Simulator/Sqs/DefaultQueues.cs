using System.Globalization;

namespace OrleansDefender.Simulator.Sqs;

/// <summary>The queues that exist from the start, as a deployment would have created them.</summary>
internal static class DefaultQueues
{
    /// <summary>An outage must not dead-letter what is good, so a message may be received as often as SQS allows.</summary>
    private const int MaxReceiveCount = 1000;

    private const string VisibilitySeconds = "60";

    /// <summary>Dead-letter queues keep what they get for 14 days, the longest SQS allows: someone has to look.</summary>
    private const string RetentionSeconds = "1209600";

    /// <summary>Names and attributes in the order of creation: a dead-letter queue comes before the queues that use it.</summary>
    public static IEnumerable<(string Name, IReadOnlyDictionary<string, string> Attributes)> Of(SimulatorOptions options)
    {
        var eventsDeadLetters = options.EventsQueue + "-dlq";
        const string deliveryDeadLetters = "defender-delivery-dlq";
        yield return DeadLetters(eventsDeadLetters);
        yield return DeadLetters(deliveryDeadLetters);
        yield return Queue(options, options.EventsQueue, eventsDeadLetters);
        yield return Queue(options, "defender-delivery-urgent", deliveryDeadLetters);
        yield return Queue(options, "defender-delivery-bulk", deliveryDeadLetters);
        yield return Queue(options, "defender-links-urgent", deliveryDeadLetters);
        yield return Queue(options, "defender-links", deliveryDeadLetters);
    }

    private static (string Name, IReadOnlyDictionary<string, string> Attributes) DeadLetters(string name) =>
        (name, new Dictionary<string, string> { ["MessageRetentionPeriod"] = RetentionSeconds });

    private static (string Name, IReadOnlyDictionary<string, string> Attributes) Queue(SimulatorOptions options, string name, string deadLetters)
    {
        var arn = SqsQueue.ArnOf(options.Account, options.Region, deadLetters);
        return (name, new Dictionary<string, string>
        {
            ["VisibilityTimeout"] = VisibilitySeconds,
            ["RedrivePolicy"] = string.Create(CultureInfo.InvariantCulture, $$"""{"deadLetterTargetArn":"{{arn}}","maxReceiveCount":{{MaxReceiveCount}}}"""),
        });
    }
}
