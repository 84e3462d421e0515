using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using OrleansDefender.Tests.Shared;

using Xunit;

namespace OrleansDefender.Tests.Aws.EndToEnd;

/// <summary>One host that was sent the recorded messages many times over, each time in another order and about other things, and that has come to rest.</summary>
public sealed partial class DetectSamplesRun : IAsyncLifetime
{
    private const string False = "eventbridge-put-verification-false-positive.json";
    private const string True = "eventbridge-put-verification-true-positive.json";
    private const string Cleared = "sns-detect-alarm-cleared-rules.json";
    private const int BatchSize = 10;

    private SiloHost? _host;
    private List<SeenFinding> _findings = [];

    /// <summary>The orders in which each selection of the samples is sent. The last one sends ten messages a call, so that one receive brings many.</summary>
    public static IReadOnlyList<string> Orders { get; } = ["given", "reversed", "shuffled 1", "shuffled 2", "twice", "twice shuffled", "together"];

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        var cancelled = TestContext.Current.CancellationToken;
        _host = await SiloHost.StartAsync(cancellationToken: cancelled);
        foreach (var selection in Enum.GetValues<SampleSelection>())
        {
            foreach (var order in Orders)
            {
                var bodies = Ordered(BodiesOf(selection), order).Select(body => About(body, selection, order)).ToList();
                if (order == "together")
                {
                    foreach (var ten in bodies.Chunk(BatchSize))
                    {
                        await _host.SendTogetherAsync(ten, cancelled);
                    }
                }
                else
                {
                    await _host.SendAsync(bodies, cancelled);
                }
            }
        }

        await _host.QuietAsync(cancelled);
        _findings = [.. (await _host.FindingsAsync(cancelled)).Where(static finding => !InStep.IsIncident(finding)).Select(SeenFinding.Of)];
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }
    }

    /// <summary>A thing of the samples, as one case names it.</summary>
    internal static string Thing(string thing, SampleSelection selection, string order) =>
        $"{thing}-{(int)selection}-{Orders.ToList().IndexOf(order)}";

    /// <summary>The alarms of one case.</summary>
    internal async Task<IReadOnlyList<JsonNode>> AlarmsAsync(SampleSelection selection, string order, CancellationToken cancellationToken) =>
        await _host!.AlarmsAsync(
            ((string[])["pump-0017", "valve-0003", "iotconsole-8f21c"]).Select(thing => Thing(thing, selection, order)), cancellationToken);

    /// <summary>The findings of one case.</summary>
    internal IEnumerable<SeenFinding> Findings(SampleSelection selection, string order) =>
        _findings.Where(finding => finding.Id.Contains($"{Thing("", selection, order)}/", StringComparison.Ordinal));

    /// <summary>What is in the dead-letter queue.</summary>
    internal async Task<IEnumerable<string>> DeadLettersAsync(CancellationToken cancellationToken) =>
        (await _host!.TakeDeadLettersAsync(cancellationToken)).Select(static message => message.Body);

    private static List<string> BodiesOf(SampleSelection selection)
    {
        var single = SampleFiles.Names("sns-detect-*.json")
            .Concat(SampleFiles.Names("sns-envelope-detect.json"))
            .Concat(SampleFiles.Names("eventbridge-put-verification-*.json"))
            .Where(name => selection switch
            {
                SampleSelection.WithoutTruePositive => name != True,
                SampleSelection.WithoutFalsePositiveAndClear => name is not False and not Cleared,
                _ => true,
            })
            .Select(SampleFiles.Read);
        var received = SampleFiles.Names("sqs-receive-*.json")
            .SelectMany(static name => JsonNode.Parse(SampleFiles.Read(name))!["Messages"]!.AsArray())
            .Select(static message => (string)message!["Body"]!);

        // The EventBridge message that was received is the one of FALSE_POSITIVE.
        return [.. single.Concat(received.Where(body => selection != SampleSelection.WithoutFalsePositiveAndClear || !body.Contains("FALSE_POSITIVE", StringComparison.Ordinal)))];
    }

    private static List<string> Ordered(List<string> bodies, string order)
    {
        switch (order)
        {
            case "reversed":
                bodies.Reverse();
                return bodies;
            case "twice":
                return [.. bodies, .. bodies];
            case "twice shuffled":
                return Shuffled([.. bodies, .. bodies], 3);
            case "shuffled 1":
                return Shuffled(bodies, 1);
            case "shuffled 2":
                return Shuffled(bodies, 2);
            default:
                return bodies;
        }
    }

    // Seeded, so that a case that fails fails again.
    private static List<string> Shuffled(List<string> bodies, int seed)
    {
        var shuffled = bodies.ToArray();
        new Random(seed).Shuffle(shuffled);
        return [.. shuffled];
    }

    private static string About(string body, SampleSelection selection, string order)
    {
        var own = Thing("", selection, order);
        return ThingOrViolation().Replace(body, match => match.Value + own);
    }

    [GeneratedRegex("pump-0017|valve-0003|iotconsole-8f21c|[0-9a-f]{32}")]
    private static partial Regex ThingOrViolation();
}
