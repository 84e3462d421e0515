using System.Globalization;

using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace OrleansDefender.Silo.Status;

/// <summary>How many deliveries the queues hold, as SQS counts them: approximately.</summary>
/// <remarks>Asked at most every <c>interval</c>, because every question is a paid request. A queue that does not answer leaves the last figure.</remarks>
internal sealed class DeliveryBacklog(IAmazonSQS sqs, IReadOnlyList<string> queueNames, TimeSpan interval, TimeProvider timeProvider)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private static readonly List<string> Attributes =
    [
        "ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible", "ApproximateNumberOfMessagesDelayed",
    ];

    private readonly Dictionary<string, string> _urls = new(StringComparer.Ordinal);
    private long? _readAt;
    private long _count;

    /// <summary>The number of waiting deliveries. Not for concurrent callers.</summary>
    public async ValueTask<long> CountAsync(CancellationToken cancellationToken)
    {
        if (_readAt is { } readAt && timeProvider.GetElapsedTime(readAt) < interval)
        {
            return _count;
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            var counts = await Task.WhenAll(queueNames.Select(name => CountAsync(name, patience.Token)));
            _count = counts.Sum();
        }
        catch (Exception error) when (error is AmazonServiceException or AmazonClientException or HttpRequestException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }

        _readAt = timeProvider.GetTimestamp();
        return _count;
    }

    private async Task<long> CountAsync(string name, CancellationToken cancellationToken)
    {
        string? url;
        lock (_urls)
        {
            _urls.TryGetValue(name, out url);
        }

        if (url is null)
        {
            url = (await sqs.GetQueueUrlAsync(name, cancellationToken)).QueueUrl;
            lock (_urls)
            {
                _urls[name] = url;
            }
        }

        var answer = await sqs.GetQueueAttributesAsync(
            new GetQueueAttributesRequest { QueueUrl = url, AttributeNames = Attributes }, cancellationToken);
        return (answer.Attributes ?? []).Values.Sum(static value => long.Parse(value, CultureInfo.InvariantCulture));
    }
}
