using System.Diagnostics.Metrics;

namespace OrleansDefender.Ingress;

/// <summary>The names and instruments of the ingress's metrics.</summary>
public static class IngressMetrics
{
    /// <summary>The meter.</summary>
    public const string MeterName = "OrleansDefender.Ingress";

    /// <summary>The one attribute: which pump.</summary>
    internal const string PumpAttribute = "pump";

    private static readonly Meter Meter = new(MeterName);

    internal static Counter<long> Received { get; } =
        Meter.CreateCounter<long>("defender.ingress.received", "{message}", "Messages received, repeats included.");

    internal static Counter<long> Acknowledged { get; } =
        Meter.CreateCounter<long>("defender.ingress.acknowledged", "{message}", "Messages deleted because their consequences are durable.");

    internal static Counter<long> Ignored { get; } =
        Meter.CreateCounter<long>("defender.ingress.ignored", "{message}", "Acknowledged messages that mean nothing to this version.");

    internal static Counter<long> DeadLettered { get; } =
        Meter.CreateCounter<long>("defender.ingress.dead_lettered", "{message}", "Messages moved to the dead-letter queue.");

    internal static Counter<long> Retried { get; } =
        Meter.CreateCounter<long>("defender.ingress.retried", "{message}", "Messages given back to come again.");

    internal static Counter<long> NotRecorded { get; } =
        Meter.CreateCounter<long>("defender.ingress.not_recorded", "{message}", "Received events that were to be recorded and were dropped.");

    internal static Histogram<double> Age { get; } =
        Meter.CreateHistogram<double>("defender.ingress.age", "s", "Time from the sending of a message to its deletion.");

    internal static Histogram<double> Handling { get; } =
        Meter.CreateHistogram<double>("defender.ingress.handling", "s", "Time a handler takes for a batch of messages.");
}
