using Amazon.SQS;
using Amazon.SQS.Model;

namespace OrleansDefender.Ingress.Queues;

/// <summary>A queue's URL, looked up by name when it is first needed; the queue may come into being after the process.</summary>
internal sealed class QueueAddress(IAmazonSQS sqs, string queueName)
{
    private volatile string? _url;

    /// <summary>The queue's name.</summary>
    public string QueueName { get; } = queueName;

    /// <summary>The URL. Throws what the look-up throws; the caller retries.</summary>
    public async ValueTask<string> GetUrlAsync(CancellationToken cancellationToken)
    {
        if (_url is { } known)
        {
            return known;
        }

        var answer = await sqs.GetQueueUrlAsync(new GetQueueUrlRequest { QueueName = QueueName }, cancellationToken);
        return _url = answer.QueueUrl;
    }

    /// <summary>Looks the URL up again next time, where a call said that there is no such queue.</summary>
    public void ForgetIf(Exception exception)
    {
        if (exception is QueueDoesNotExistException)
        {
            _url = null;
        }
    }
}
