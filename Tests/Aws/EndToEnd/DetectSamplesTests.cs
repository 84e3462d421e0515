using Xunit;

namespace OrleansDefender.Tests.Aws.EndToEnd;

public sealed class DetectSamplesTests(DetectSamplesRun run) : IClassFixture<DetectSamplesRun>
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Each selection in each order.</summary>
    public static TheoryData<SampleSelection, string> Cases
    {
        get
        {
            var cases = new TheoryData<SampleSelection, string>();
            foreach (var selection in Enum.GetValues<SampleSelection>())
            {
                foreach (var order in DetectSamplesRun.Orders)
                {
                    cases.Add(selection, order);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task The_samples_give_the_same_alarms_in_any_order_and_twice(SampleSelection selection, string order)
    {
        var seen = (await run.AlarmsAsync(selection, order, Cancelled)).Select(static alarm => new SeenAlarm(
            (string)alarm["thing"]!,
            (string)alarm["profile"]!,
            (string)alarm["behavior"]!,
            (string)alarm["state"]!,
            (string)alarm["severity"]!,
            (string)alarm["verification"]!,
            (int)alarm["episodes"]!));

        Assert.Equal(Sorted(Expected(selection, order).Select(static row => row.Alarm)), Sorted(seen));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task The_samples_give_the_same_findings_in_any_order_and_twice(SampleSelection selection, string order)
    {
        var ids = (await run.AlarmsAsync(selection, order, Cancelled)).ToDictionary(
            static alarm => ((string)alarm["thing"]!, (string)alarm["profile"]!, (string)alarm["behavior"]!),
            static alarm => (string)alarm["findingId"]!);

        var expected = Expected(selection, order).Select(row => new SeenFinding(
            ids[(row.Alarm.Thing, row.Alarm.Profile, row.Alarm.Behavior)], row.RecordState, row.Workflow, row.Alarm.Severity));
        Assert.Equal(Sorted(expected), Sorted(run.Findings(selection, order)));
    }

    [Fact]
    public async Task No_sample_lands_in_the_dead_letter_queue() => Assert.Empty(await run.DeadLettersAsync(Cancelled));

    private static string[] Sorted<T>(IEnumerable<T> rows) => [.. rows.Select(static row => row!.ToString()!).Order(StringComparer.Ordinal)];

    private static IEnumerable<(SeenAlarm Alarm, string RecordState, string Workflow)> Expected(SampleSelection selection, string order)
    {
        const string Cloud = "PumpCloudSideRules";
        const string Device = "PumpDeviceSideRules";
        var pump = DetectSamplesRun.Thing("pump-0017", selection, order);
        var valve = DetectSamplesRun.Thing("valve-0003", selection, order);
        var console = DetectSamplesRun.Thing("iotconsole-8f21c", selection, order);
        const string Failures = "AuthorizationFailures-High";
        yield return selection switch
        {
            SampleSelection.All => (new(pump, Cloud, Failures, "closed", "HIGH", "TRUE_POSITIVE", 1), "ARCHIVED", "NOTIFIED"),
            SampleSelection.WithoutTruePositive => (new(pump, Cloud, Failures, "closed", "HIGH", "FALSE_POSITIVE", 1), "ARCHIVED", "SUPPRESSED"),
            _ => (new(pump, Cloud, Failures, "open", "HIGH", "TRUE_POSITIVE", 1), "ACTIVE", "NOTIFIED"),
        };
        yield return (new(pump, "PumpCloudSideMl", "DisconnectsMl-Low", "closed", "LOW", "UNKNOWN", 1), "ARCHIVED", "NEW");
        yield return (new(pump, Device, "ListeningTcpPorts-Critical", "open", "CRITICAL", "UNKNOWN", 1), "ACTIVE", "NEW");
        yield return (new(pump, Cloud, "MessagesSentP99-Medium", "open", "MEDIUM", "UNKNOWN", 1), "ACTIVE", "NEW");
        yield return (new(valve, Device, "BatteryTemperature-Medium", "open", "MEDIUM", "UNKNOWN", 1), "ACTIVE", "NEW");
        yield return (new(valve, Cloud, "TelemetryTopicRate-Low", "open", "LOW", "UNKNOWN", 1), "ACTIVE", "NEW");
        yield return (new(console, Cloud, "SourceIp-High", "open", "HIGH", "UNKNOWN", 1), "ACTIVE", "NEW");
    }
}
