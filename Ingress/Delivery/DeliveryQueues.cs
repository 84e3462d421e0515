using System.Collections.Immutable;
using System.Text;

using Amazon.SQS;
using Amazon.SQS.Model;

using OrleansDefender.Findings;
using OrleansDefender.Ingress.Queues;

namespace OrleansDefender.Ingress.Delivery;

/// <summary>Sends deliveries, HIGH and CRITICAL findings and analysts' words to the urgent queue and all others to the bulk queue.</summary>
/// <remarks>Concurrent senders share batch calls. Nothing is kept here: who sends waits until the message is durable, and keeps its cause if it is not.</remarks>
internal sealed class DeliveryQueues
{
    private readonly BatchCoalescer<string> _urgent;
    private readonly BatchCoalescer<string> _bulk;

    public DeliveryQueues(IAmazonSQS sqs, string urgentQueueName, string bulkQueueName, TimeProvider time)
    {
        _urgent = Coalescer(urgentQueueName);
        _bulk = Coalescer(bulkQueueName);

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

    /// <summary>Sends one delivery for the named findings of an owner; they are durable in the queues when this returns.</summary>
    /// <exception cref="BatchEntryException">One is not durable, after several tries. Some may be.</exception>
    public async Task SendAsync(OwnerKind owner, string key, ImmutableArray<FindingRef> findings, CancellationToken cancellationToken)
    {
        if (findings.IsDefaultOrEmpty)
        {
            return;
        }

        var sends = new List<Task>();
        foreach (var queue in findings.GroupBy(finding => finding.IsUrgent))
        {
            var bodies = queue.Select(finding => finding.Key).Distinct(StringComparer.Ordinal).Chunk(DeliveryMessage.MaxFindings)
                .Select(keys => new DeliveryMessage(owner, key, [.. keys]).Write());
            sends.AddRange((queue.Key ? _urgent : _bulk).Submit([.. bodies]));
        }

        await Task.WhenAll(sends).WaitAsync(cancellationToken);
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
