using OrleansDefender.Simulator.Http;

namespace OrleansDefender.Simulator.Sqs;

/// <summary>The errors of SQS that the simulator answers. Types and codes: SQS API reference and service model; high. Texts are close to AWS's, not equal.</summary>
internal static class SqsErrors
{
    /// <summary>No queue of that name, account and Region.</summary>
    public static AwsErrorException QueueDoesNotExist() => new(400, "QueueDoesNotExist", "The specified queue does not exist.");

    /// <summary>The queue exists with another value of an attribute.</summary>
    public static AwsErrorException QueueNameExists(string attribute) =>
        new(400, "QueueNameExists", $"A queue already exists with the same name and a different value for attribute {attribute}.");

    /// <summary>The queue was deleted less than a minute ago.</summary>
    public static AwsErrorException QueueDeletedRecently() =>
        new(400, "QueueDeletedRecently", "You must wait 60 seconds after deleting a queue before you can create another with the same name.");

    /// <summary>The queue was purged less than a minute ago.</summary>
    public static AwsErrorException PurgeQueueInProgress(string queue) =>
        new(403, "PurgeQueueInProgress", $"Only one PurgeQueue operation on {queue} is allowed every 60 seconds.");

    /// <summary>The queue URL has not the form of one.</summary>
    public static AwsErrorException InvalidAddress(string url) => new(404, "InvalidAddress", $"The address {url} is not valid for this endpoint.");

    /// <summary>A required member is missing or empty.</summary>
    public static AwsErrorException Missing(string member) => new(400, "MissingParameter", $"The request must contain the parameter {member}.");

    /// <summary>A member has the wrong JSON type.</summary>
    public static AwsErrorException WrongType(string member, string type) => new(400, "SerializationException", $"{member} must be {type}.");

    /// <summary>A value out of its range or form.</summary>
    public static AwsErrorException InvalidValue(string member, string reason) =>
        new(400, "InvalidParameterValue", $"The value for parameter {member} is invalid. Reason: {reason}");

    /// <summary>An attribute name that queues do not have.</summary>
    public static AwsErrorException InvalidAttributeName(string name) => new(400, "InvalidAttributeName", $"Unknown Attribute {name}.");

    /// <summary>An attribute value out of its range or form.</summary>
    public static AwsErrorException InvalidAttributeValue(string name) => new(400, "InvalidAttributeValue", $"Invalid value for the parameter {name}.");

    /// <summary>A character that SQS does not carry.</summary>
    public static AwsErrorException InvalidMessageContents() =>
        new(400, "InvalidMessageContents", "Invalid binary character was found in the message body; the set of allowed characters is #x9 | #xA | #xD | [#x20 to #xD7FF] | [#xE000 to #xFFFD] | [#x10000 to #x10FFFF].");

    /// <summary>A receipt handle that no receive of the queue gave.</summary>
    public static AwsErrorException ReceiptHandleIsInvalid() => new(404, "ReceiptHandleIsInvalid", "The input receipt handle is invalid.");

    /// <summary>The message is not hidden, so its visibility cannot be changed.</summary>
    public static AwsErrorException MessageNotInflight() => new(400, "MessageNotInflight", "The specified message isn't in flight.");

    /// <summary>Too many messages in flight, or too much of anything else.</summary>
    public static AwsErrorException OverLimit(string what) => new(403, "OverLimit", what);

    /// <summary>A batch without entries.</summary>
    public static AwsErrorException EmptyBatchRequest() => new(400, "EmptyBatchRequest", "There should be at least one entry in the request.");

    /// <summary>A batch with more than ten entries.</summary>
    public static AwsErrorException TooManyEntries(int count) =>
        new(400, "TooManyEntriesInBatchRequest", $"Maximum number of entries per request are 10. You have sent {count}.");

    /// <summary>Two entries of one id.</summary>
    public static AwsErrorException IdsNotDistinct(string id) => new(400, "BatchEntryIdsNotDistinct", $"Id {id} repeated.");

    /// <summary>An entry id out of its form.</summary>
    public static AwsErrorException InvalidBatchEntryId() =>
        new(400, "InvalidBatchEntryId", "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.");

    /// <summary>A batch whose messages are too long together.</summary>
    public static AwsErrorException BatchRequestTooLong(int length) =>
        new(400, "BatchRequestTooLong", $"Batch requests cannot be longer than {MessageRules.MostBytes} bytes. You have sent {length} bytes.");

    /// <summary>What the simulator does not do.</summary>
    public static AwsErrorException Unsupported(string what) => new(400, "UnsupportedOperation", what);
}
