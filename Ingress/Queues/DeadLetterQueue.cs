using Amazon.SQS;
using Amazon.SQS.Model;

namespace OrleansDefender.Ingress.Queues;

/// <summary>Where messages go that can never succeed: the body untouched, the reason beside it.</summary>
internal sealed class DeadLetterQueue(IAmazonSQS sqs, string queueName, string sourceQueueName)
{
    private const int LongestDetail = 256;

    private readonly QueueAddress _queue = new(sqs, queueName);

    /// <summary>Sends the message; it is durable there when this returns. A repeat makes a second copy, which harms nobody.</summary>
    public async Task SendAsync(ReceivedMessage message, string reason, string detail, CancellationToken cancellationToken)
    {
        var request = new SendMessageRequest
        {
            QueueUrl = await _queue.GetUrlAsync(cancellationToken),
            MessageBody = message.Body,
            MessageAttributes = new Dictionary<string, MessageAttributeValue>
            {
                ["reason"] = Text(SafeText.ForAttribute(reason, LongestDetail)),
                ["detail"] = Text(SafeText.ForAttribute(detail, LongestDetail)),
                ["sourceQueue"] = Text(sourceQueueName),
            },
        };

        try
        {
            await sqs.SendMessageAsync(request, cancellationToken);
        }
        catch (AmazonSQSException exception) when (IsTooLong(exception))
        {
            // Body and attributes count together: a body at the limit leaves no room for reasons, and the body matters more.
            request.MessageAttributes = null;
            await sqs.SendMessageAsync(request, cancellationToken);
        }
        catch (AmazonSQSException exception)
        {
            _queue.ForgetIf(exception);
            throw;
        }
    }

    private static bool IsTooLong(AmazonSQSException exception) =>
        exception.ErrorCode is { } code && code.EndsWith("InvalidParameterValue", StringComparison.Ordinal)
        && exception.Message.Contains("must be shorter", StringComparison.OrdinalIgnoreCase);

    private static MessageAttributeValue Text(string value) => new() { DataType = "String", StringValue = value };
}
