using System.Diagnostics.Metrics;

using OrleansDefender.Findings.Delivery;

namespace OrleansDefender.Findings;

/// <summary>The instruments of delivery. The only tag is the operation, which has two values.</summary>
internal static class DeliveryMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "OrleansDefender.Delivery";

    private const string OperationTag = "operation";

    private static readonly Meter Meter = new(MeterName);

    private static readonly Counter<long> Landed =
        Meter.CreateCounter<long>("orleansdefender.delivery.landed", "{finding}", "Findings that landed: imported, or updated.");

    private static readonly Counter<long> Rejected =
        Meter.CreateCounter<long>("orleansdefender.delivery.rejected", "{finding}", "Findings that Security Hub refused for good.");

    private static readonly Counter<long> Retried =
        Meter.CreateCounter<long>("orleansdefender.delivery.retried", "{finding}", "Findings that have to be sent again.");

    private static readonly Counter<long> Throttled =
        Meter.CreateCounter<long>("orleansdefender.delivery.throttled", "{call}", "Calls answered 429.");

    private static readonly Histogram<double> Duration =
        Meter.CreateHistogram<double>("orleansdefender.delivery.call.duration", "s", "The time a call to Security Hub took, whatever came of it.");

    /// <summary>Counts one finished call.</summary>
    public static void Record(HubOperation operation, in CallReport report, TimeSpan duration)
    {
        var tag = new KeyValuePair<string, object?>(OperationTag, operation == HubOperation.Import ? "import" : "update");
        Duration.Record(duration.TotalSeconds, tag);
        Landed.Add(report.Landed, tag);
        Rejected.Add(report.Rejected.Count, tag);
        Retried.Add(report.Retried, tag);
        Throttled.Add(report.WasThrottled ? 1 : 0, tag);
    }
}
