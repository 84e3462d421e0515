using Amazon.SQS;
using Amazon.SQS.Model;

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

using OrleansDefender.Correlation;
using OrleansDefender.Findings;
using OrleansDefender.Fleet;
using OrleansDefender.Ingress;
using OrleansDefender.Tests.Shared;
using OrleansDefender.Things;

using Xunit;

namespace OrleansDefender.Tests.Aws.Ingress;

/// <summary>The composed ingress: messages in, findings in the hub.</summary>
public sealed class IngressEndToEndTests(IngressCluster cluster) : IClassFixture<IngressCluster>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_samples_twice_in_any_order_and_rubbish_between_give_the_right_findings()
    {
        var sqs = cluster.Sqs.NewClient();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Defender:Account"] = "111122223333",
            ["Defender:Region"] = "us-east-1",
            ["Pumps:Events:WaitSeconds"] = "1",
            ["Pumps:Urgent:WaitSeconds"] = "1",
            ["Pumps:Bulk:WaitSeconds"] = "1",
        }).Build();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton<IAmazonSQS>(sqs).AddSingleton(cluster.Grains).AddSingleton<IWatchList>(cluster.WatchList).AddSingleton<IDueList>(cluster.DueList)
            .AddSingleton<TimeProvider>(cluster.Time)
            .AddSingleton<IThingRegistry>(new ScriptedRegistry
            {
                Answer = _ => Task.FromResult(new ThingContext { AskedMs = cluster.Time.GetUtcNow().ToUnixTimeMilliseconds(), ThingType = "Pump", IsRegistered = true }),
            });
        builder.Services.AddIngress(configuration);
        using var host = builder.Build();

        var bodies = SampleFiles.Names("sns-*.json").Concat(SampleFiles.Names("eventbridge-put-*.json")).Select(SampleFiles.Read).ToList();
        var random = new Random(7);
        await cluster.Sqs.PutFaultAsync("sqs:ReceiveMessage", "reorder", 1);
        var url = (await sqs.GetQueueUrlAsync("defender-events", Cancel)).QueueUrl;
        foreach (var body in bodies.Concat(bodies).Append("rubbish").OrderBy(_ => random.Next()))
        {
            await sqs.SendMessageAsync(url, body, Cancel);
        }

        await host.StartAsync(Cancel);
        var counters = host.Services.GetRequiredService<IngressCounters>();
        await Eventually.TrueAsync(
            "all handled",
            () =>
            {
                var counts = counters.Read();
                return counts[0].Acknowledged == 2 * bodies.Count && counts[0].DeadLettered == 1 && counts.All(pump => pump.OldestUnfinished is null && pump.InFlight == 0);
            },
            Cancel,
            TimeSpan.FromMinutes(2));
        await Eventually.TrueAsync("all delivered", async () => await IsEmptyAsync(sqs, "defender-delivery-urgent") && await IsEmptyAsync(sqs, "defender-delivery-bulk"), Cancel);

        var things = await Task.WhenAll(new[] { "pump-0017", "valve-0003", "iotconsole-8f21c" }.Select(async name => (await cluster.Thing(name).Describe(Cancel))!));
        Assert.Equal(
            [
                ("AuthorizationFailures-High", RecordState.Archived, Severity.High),
                ("BatteryTemperature-Medium", RecordState.Active, Severity.Medium),
                ("DisconnectsMl-Low", RecordState.Archived, Severity.Low),
                ("ListeningTcpPorts-Critical", RecordState.Active, Severity.Critical),
                ("MessagesSentP99-Medium", RecordState.Active, Severity.Medium),
                ("SourceIp-High", RecordState.Active, Severity.High),
                ("TelemetryTopicRate-Low", RecordState.Active, Severity.Low),
            ],
            things.SelectMany(thing => thing.Alarms)
                .Select(alarm => (alarm.Behavior, Content: cluster.Hub.Find(alarm.FindingId)!.Content))
                .Select(finding => (finding.Behavior, finding.Content.RecordState, finding.Content.Severity))
                .OrderBy(finding => finding.Behavior, StringComparer.Ordinal));
        Assert.Equal(0, counters.Read().Sum(pump => pump.DeadLettered) - 1);
        Assert.All(host.Services.GetRequiredService<IngressHealth>().Read(), pump => Assert.Null(pump.LastError));

        await host.StopAsync(Cancel);
    }

    private static async Task<bool> IsEmptyAsync(AmazonSQSClient sqs, string queue)
    {
        var url = (await sqs.GetQueueUrlAsync(queue, Cancel)).QueueUrl;
        var answer = await sqs.GetQueueAttributesAsync(
            new GetQueueAttributesRequest { QueueUrl = url, AttributeNames = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible", "ApproximateNumberOfMessagesDelayed"] }, Cancel);
        return answer.Attributes.Values.All(value => value == "0");
    }
}
