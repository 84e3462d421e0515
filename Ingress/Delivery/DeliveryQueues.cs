using System.Collections.Immutable;
using System.Text;

using Amazon.SQS;
using Amazon.SQS.Model;

using OrleansDefender.Audits;
using OrleansDefender.Findings;
using OrleansDefender.Ingress.Links;
using OrleansDefender.Ingress.Queues;
using OrleansDefender.Things;

namespace OrleansDefender.Ingress.Delivery;

/// <summary>
/// Sends deliveries, HIGH and CRITICAL findings and analysts' words to the urgent queue and all others to the bulk queue; and look-ups of things and of
/// what things are, by severity alike, to queues of their own.
/// </summary>
/// <remarks>Concurrent senders share batch calls. Nothing is kept here: who sends waits until the message is durable, and keeps its cause if it is not.</remarks>
internal sealed class DeliveryQueues : IConsequenceQueues
{
    private readonly BatchCoalescer<string> _urgent;
    private readonly BatchCoalescer<string> _bulk;
    private readonly BatchCoalescer<string> _urgentLinks;
    private readonly BatchCoalescer<string> _links;

    public DeliveryQueues(IAmazonSQS sqs, ConsequenceQueueNames names, TimeProvider time)
    {
        _urgent = Coalescer(names.Urgent);
        _bulk = Coalescer(names.Bulk);
        _urgentLinks = Coalescer(names.UrgentLinks);
        _links = Coalescer(names.Links);

        BatchCoalescer<string> Coalescer(string queueName)
        {
            var queue = new QueueAddress(sqs, queueName);
            return new BatchCoalescer<string>(
                (bodies, cancellationToken) => SendAsync(sqs, queue, bodies, cancellationToken),
                Encoding.UTF8.GetByteCount,
                new BatchLimits(),
                time,
                CancellationToken.None);
        }
    }

    /// <summary>Sends the deliveries of one owner's findings; they are durable in the queues when this returns.</summary>
    /// <exception cref="BatchEntryException">One is not durable, after several tries. Some may be.</exception>
    public Task SendAsync(OwnerKind owner, string key, ImmutableArray<FindingRef> findings, CancellationToken cancellationToken) =>
        findings.IsDefaultOrEmpty ? Task.CompletedTask : DeliverAsync([(owner, key, findings)], cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="BatchEntryException">One is not durable, after several tries. Some may be.</exception>
    public async Task DeliverAsync(
        IReadOnlyCollection<(OwnerKind Owner, string Key, ImmutableArray<FindingRef> Findings)> findings, CancellationToken cancellationToken)
    {
        var sends = new List<Task>();
        var named = findings.SelectMany(owner => owner.Findings.Select(finding => (owner.Owner, owner.Key, Finding: finding)));
        foreach (var queue in named.GroupBy(entry => entry.Finding.IsUrgent))
        {
            var owners = queue
                .GroupBy(entry => (entry.Owner, entry.Key))
                .Select(owner => new OwnedFindings(owner.Key.Owner, owner.Key.Key, [.. owner.Select(entry => entry.Finding.Key).Distinct(StringComparer.Ordinal)]));

            // A message waits for the hub of its findings: one that needed two would wait for both.
            var bodies = owners.GroupBy(owner => Scope(owner.Key)).SelectMany(DeliveryMessage.WriteAll);
            sends.AddRange((queue.Key ? _urgent : _bulk).Submit([.. bodies]));
        }

        await Task.WhenAll(sends).WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    /// <exception cref="BatchEntryException">One is not durable, after several tries. Some may be.</exception>
    public async Task LinkAsync(
        AccountRegion scope, IReadOnlyCollection<(ResourceIdentifier Resource, Severity Severity)> resources, CancellationToken cancellationToken)
    {
        var sends = new List<Task>();
        var wanted = resources
            .GroupBy(entry => entry.Resource)
            .Select(same => new WantedLinks(same.Key, same.Max(entry => entry.Severity)))
            .OrderByDescending(entry => entry.Severity);
        foreach (var queue in wanted.GroupBy(entry => entry.Severity >= Severity.High))
        {
            sends.AddRange((queue.Key ? _urgentLinks : _links).Submit(LinkMessage.WriteAll(scope, queue)));
        }

        await Task.WhenAll(sends).WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    /// <exception cref="BatchEntryException">One is not durable, after several tries. Some may be.</exception>
    public async Task DescribeAsync(IReadOnlyCollection<(ThingKey Thing, Severity Severity)> things, CancellationToken cancellationToken)
    {
        var sends = new List<Task>();
        var wanted = things.GroupBy(entry => entry.Thing).Select(same => (Thing: same.Key, Severity: same.Max(entry => entry.Severity)));
        foreach (var queue in wanted.GroupBy(entry => (entry.Thing.Scope, IsUrgent: entry.Severity >= Severity.High)))
        {
            var names = queue.OrderByDescending(entry => entry.Severity).Select(entry => new WantedContext(entry.Thing.Name, entry.Severity));
            sends.AddRange((queue.Key.IsUrgent ? _urgentLinks : _links).Submit(LinkMessage.WriteAll(queue.Key.Scope, names)));
        }

        await Task.WhenAll(sends).WaitAsync(cancellationToken);
    }

    /// <summary>The account and Region that a key begins with.</summary>
    private static string Scope(string key)
    {
        var second = key.IndexOf('/', key.IndexOf('/', StringComparison.Ordinal) + 1);
        return second < 0 ? "" : key[..second];
    }

    private static async Task<IReadOnlyList<BatchFault?>> SendAsync(
        IAmazonSQS sqs, QueueAddress queue, IReadOnlyList<string> bodies, CancellationToken cancellationToken)
    {
        try
        {
            var request = new SendMessageBatchRequest
            {
                QueueUrl = await queue.GetUrlAsync(cancellationToken),
                Entries = [.. bodies.Select((body, index) => new SendMessageBatchRequestEntry(BatchEntries.Id(index), body))],
            };
            var answer = await sqs.SendMessageBatchAsync(request, cancellationToken);
            return BatchEntries.ReadFaults(bodies.Count, answer.Failed);
        }
        catch (AmazonSQSException exception)
        {
            queue.ForgetIf(exception);
            throw;
        }
    }
}
