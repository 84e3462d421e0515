using System.Collections.Immutable;

using Amazon.SQS;
using Amazon.SQS.Model;

using OrleansDefender.Audits;
using OrleansDefender.Findings;
using OrleansDefender.Ingress.Delivery;
using OrleansDefender.Ingress.Queues;
using OrleansDefender.Tests.Aws.Adapters;
using OrleansDefender.Tests.Shared;
using OrleansDefender.Tests.Shared.Findings;

using Xunit;

namespace OrleansDefender.Tests.Aws.Ingress;

/// <summary>Deliveries of resources' findings, many owners a message, to the hub.</summary>
public sealed class ResourceDeliveryTests(IngressCluster cluster) : IClassFixture<IngressCluster>, IAsyncLifetime
{
    private readonly string _prefix = Guid.NewGuid().ToString("N");
    private readonly string _urgent = PumpBench.NewName();
    private readonly string _bulk = PumpBench.NewName();
    private AmazonSQSClient _sqs = null!;
    private readonly LogLines<DeliveryHandler> _logs = new();
    private DeliveryHandler _handler = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private ScriptedAuditTask AuditTask => cluster.Audits.Task($"111122223333/us-east-1/{_prefix}");

    public async ValueTask InitializeAsync()
    {
        _sqs = cluster.Sqs.NewClient();
        await _sqs.CreateQueueAsync(_urgent, Cancel);
        await _sqs.CreateQueueAsync(_bulk, Cancel);
        _handler = new DeliveryHandler(cluster.Grains, home: null, mostFindings: 5, _logs);
    }

    public ValueTask DisposeAsync()
    {
        cluster.Hub.Script = static _ => null;
        _handler.Dispose();
        _sqs.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Many_owners_of_a_message_land_and_their_run_is_told_how_many()
    {
        var owners = Enumerable.Range(0, 7).Select(i => New($"c{i}", "audit/A", "audit/B")).ToImmutableArray();

        var verdict = await DeliverAsync(new DeliveryMessage(owners).Write());

        Assert.Equal((VerdictKind.Done, "111122223333/us-east-1"), (verdict.Kind, verdict.Needed));
        await DeliveredAsync(14);
        Assert.All(owners, owner => Assert.Equal(2, cluster.Audits.Resource(owner.Key).Confirmed.Count(outcome => outcome.Status == DeliveryStatus.Landed)));
        Assert.NotNull(cluster.Hub.Find(TestFindings.IdOf($"{_prefix}-c6-audit/B")));
    }

    [Fact]
    public async Task A_message_is_done_only_when_each_owner_is_and_what_landed_is_counted_once()
    {
        var owners = ImmutableArray.Create(New("well", "audit/A"), New("ill", "audit/A"));
        cluster.Audits.Resource(owners[1].Key).IsBroken = true;
        var body = new DeliveryMessage(owners).Write();

        Assert.Equal(VerdictKind.Retry, (await DeliverAsync(body)).Kind);
        await DeliveredAsync(1);
        cluster.Audits.Resource(owners[1].Key).IsBroken = false;

        Assert.Equal(VerdictKind.Done, (await DeliverAsync(body)).Kind);
        await DeliveredAsync(2);
    }

    [Fact]
    public async Task A_run_that_cannot_be_told_delays_no_delivery()
    {
        AuditTask.IsBroken = true;

        Assert.Equal(VerdictKind.Done, (await DeliverAsync(new DeliveryMessage([New("c", "audit/A")]).Write())).Kind);
    }

    [Fact]
    public async Task A_refused_finding_is_done_and_is_not_counted_as_delivered()
    {
        cluster.Hub.RefusedIds[TestFindings.IdOf($"{_prefix}-c-audit/A")] = "InvalidInput";

        Assert.Equal(VerdictKind.Done, (await DeliverAsync(new DeliveryMessage([New("c", "audit/A")]).Write())).Kind);
        await DeliverAsync(new DeliveryMessage([New("d", "audit/A")]).Write());

        await DeliveredAsync(1);
        Assert.Equal([1], AuditTask.Counts);
    }

    [Fact]
    public async Task A_run_that_takes_its_time_to_count_delays_no_delivery_and_is_told_in_one_what_comes_meanwhile()
    {
        var gate = new TaskCompletionSource();
        AuditTask.Gate = gate.Task;

        for (var number = 0; number < 4; number++)
        {
            Assert.Equal(VerdictKind.Done, (await DeliverAsync(new DeliveryMessage([New($"c{number}", "audit/A", "audit/B")]).Write())).Kind);
            await Eventually.TrueAsync("the run is being told", () => !AuditTask.Counts.IsEmpty, Cancel);
        }

        Assert.Equal([2], AuditTask.Counts);
        gate.SetResult();
        await DeliveredAsync(8);
        Assert.Equal([2, 6], AuditTask.Counts);
    }

    [Fact]
    public async Task Owners_that_fail_together_are_one_line_of_the_log()
    {
        var owners = Enumerable.Range(0, 5).Select(i => New($"c{i}", "audit/A")).ToImmutableArray();
        foreach (var owner in owners.Skip(1))
        {
            cluster.Audits.Resource(owner.Key).IsBroken = true;
        }

        Assert.Equal(VerdictKind.Retry, (await DeliverAsync(new DeliveryMessage(owners).Write())).Kind);

        Assert.StartsWith("4 owners of findings failed, the first with ", Assert.Single(_logs.All).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Owners_share_messages_by_urgency_and_hub()
    {
        var queues = new DeliveryQueues(_sqs, new ConsequenceQueueNames(_urgent, _bulk, _urgent, _bulk), TimeProvider.System);
        var findings = Enumerable.Range(0, 60)
            .Select(i => (
                OwnerKind.Resource,
                $"111122223333/{(i % 2 == 0 ? "us-east-1" : "eu-west-1")}/client-id/c{i}",
                ImmutableArray.Create(new FindingRef("audit/A", i < 10 ? Severity.Critical : Severity.Low), new FindingRef("audit/B", Severity.Medium))))
            .ToList();

        await queues.DeliverAsync(findings, Cancel);

        var urgent = await TakeAsync(_urgent);
        var bulk = await TakeAsync(_bulk);
        Assert.Equal((2, 6), (urgent.Count, bulk.Count));
        Assert.Equal(10, urgent.Sum(message => message.Owners.Length));
        Assert.Equal(60, bulk.Sum(message => message.Owners.Length));
        Assert.All(urgent.Concat(bulk), message => Assert.Single(message.Owners.Select(owner => ResourceKey.Parse(owner.Key).Scope).Distinct()));
        Assert.All(urgent.SelectMany(message => message.Owners), owner => Assert.Equal(["audit/A"], owner.Findings));
    }

    private Task DeliveredAsync(int count) =>
        Eventually.TrueAsync($"{count} are counted", () => AuditTask.Delivered == count, Cancel);

    private OwnedFindings New(string name, params string[] keys)
    {
        var key = $"111122223333/us-east-1/client-id/{_prefix}-{name}";
        foreach (var finding in keys)
        {
            cluster.Audits.Resource(key).Findings[finding] =
                TestFindings.Snapshot($"{_prefix}-{name}-{finding}") with { Key = finding, AuditTask = $"111122223333/us-east-1/{_prefix}" };
        }

        return new OwnedFindings(OwnerKind.Resource, key, [.. keys]);
    }

    private async Task<MessageVerdict> DeliverAsync(string body) => Assert.Single(await _handler.HandleAsync(
        [new ReceivedMessage { MessageId = "m", ReceiptHandle = Guid.NewGuid().ToString(), Body = body, SentAt = cluster.Time.GetUtcNow() }], Cancel));

    private async Task<List<DeliveryMessage>> TakeAsync(string queue)
    {
        var url = (await _sqs.GetQueueUrlAsync(queue, Cancel)).QueueUrl;
        var taken = new List<DeliveryMessage>();
        while (await _sqs.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = url, MaxNumberOfMessages = 10, VisibilityTimeout = 600 }, Cancel) is { Messages.Count: > 0 } answer)
        {
            taken.AddRange(answer.Messages.Select(message => DeliveryMessage.Read(message.Body, out _, out _)!));
        }

        return taken;
    }
}
