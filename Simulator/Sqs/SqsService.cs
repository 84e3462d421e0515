using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

using Microsoft.AspNetCore.Http;

using OrleansDefender.Simulator.Http;

namespace OrleansDefender.Simulator.Sqs;

/// <summary>Amazon SQS, standard queues, over AWS JSON 1.0. The operations' members and rules: SQS API reference and service model; high.</summary>
internal sealed class SqsService : IAwsService
{
    private const string TargetPrefix = "AmazonSQS.";
    private const int MostEntries = 10;
    private const int MostListed = 1000;

    private readonly SqsQueues _queues;
    private readonly Dictionary<string, Func<AwsCall, CancellationToken, Task<AwsReply>>> _operations;

    public SqsService(SqsQueues queues)
    {
        _queues = queues;
        _operations = new(StringComparer.Ordinal)
        {
            ["CreateQueue"] = CreateQueueAsync,
            ["GetQueueUrl"] = GetQueueUrlAsync,
            ["ListQueues"] = ListQueuesAsync,
            ["ListDeadLetterSourceQueues"] = ListDeadLetterSourceQueuesAsync,
            ["DeleteQueue"] = DeleteQueueAsync,
            ["PurgeQueue"] = PurgeQueueAsync,
            ["GetQueueAttributes"] = GetQueueAttributesAsync,
            ["SetQueueAttributes"] = SetQueueAttributesAsync,
            ["TagQueue"] = TagQueueAsync,
            ["UntagQueue"] = UntagQueueAsync,
            ["ListQueueTags"] = ListQueueTagsAsync,
            ["SendMessage"] = SendMessageAsync,
            ["SendMessageBatch"] = SendMessageBatchAsync,
            ["ReceiveMessage"] = ReceiveMessageAsync,
            ["DeleteMessage"] = DeleteMessageAsync,
            ["DeleteMessageBatch"] = DeleteMessageBatchAsync,
            ["ChangeMessageVisibility"] = ChangeMessageVisibilityAsync,
            ["ChangeMessageVisibilityBatch"] = ChangeMessageVisibilityBatchAsync,
        };
    }

    /// <inheritdoc/>
    public string Name => "sqs";

    /// <summary>None: standard queues take a nearly unlimited number of calls (SQS quotas; high).</summary>
    public IReadOnlyDictionary<string, CallQuota> Quotas { get; } = new Dictionary<string, CallQuota>();

    /// <inheritdoc/>
    public IAwsErrorForm ErrorForm => SqsErrorForm.Instance;

    /// <inheritdoc/>
    public AwsErrorException Throttled() => new(StatusCodes.Status400BadRequest, "RequestThrottled", "The request was denied due to request throttling.");

    /// <inheritdoc/>
    public AwsErrorException Failed() => new(StatusCodes.Status500InternalServerError, "InternalFailure", "The request processing has failed because of an unknown error.");

    /// <inheritdoc/>
    public string? OperationOf(HttpRequest request)
    {
        var target = request.Headers["X-Amz-Target"].ToString();
        return target.StartsWith(TargetPrefix, StringComparison.Ordinal) && _operations.ContainsKey(target[TargetPrefix.Length..]) ? target[TargetPrefix.Length..] : null;
    }

    /// <inheritdoc/>
    public Task<AwsReply> HandleAsync(AwsCall call, CancellationToken cancellationToken) => _operations[call.Operation](call, cancellationToken);

    private static AwsReply Done(int? items = null) => new(new JsonObject(), Items: items);

    private static string UrlOf(AwsCall call, SqsQueue queue) => $"{call.Request.Scheme}://{call.Request.Host}/{queue.Account}/{queue.Name}";

    private static string NameOf(AwsCall call)
    {
        var name = Fields.Text(call.Body, "QueueName");
        if (name.EndsWith(".fifo", StringComparison.Ordinal))
        {
            throw SqsErrors.Unsupported("The simulator has no FIFO queues.");
        }

        return name.Length <= 80 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
            ? name
            : throw SqsErrors.InvalidValue("QueueName", "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length.");
    }

    private SqsQueue QueueOf(AwsCall call)
    {
        var url = Fields.Text(call.Body, "QueueUrl");
        return Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.AbsolutePath.Split('/') is [_, var account, var name] && CredentialScope.IsAccount(account) && name.Length > 0
            ? _queues.Get(account, call.Region, name)
            : throw SqsErrors.InvalidAddress(url);
    }

    private async Task<AwsReply> CreateQueueAsync(AwsCall call, CancellationToken cancellationToken)
    {
        var queue = await _queues.CreateAsync(
            call.Account, call.Region, NameOf(call), Fields.Map(call.Body, "Attributes"), Fields.Map(call.Body, "tags"), cancellationToken);
        return new AwsReply(new JsonObject { ["QueueUrl"] = UrlOf(call, queue) });
    }

    private Task<AwsReply> GetQueueUrlAsync(AwsCall call, CancellationToken cancellationToken)
    {
        var queue = _queues.Get(Fields.OptionalText(call.Body, "QueueOwnerAWSAccountId") ?? call.Account, call.Region, Fields.Text(call.Body, "QueueName"));
        return Task.FromResult(new AwsReply(new JsonObject { ["QueueUrl"] = UrlOf(call, queue) }));
    }

    private Task<AwsReply> ListQueuesAsync(AwsCall call, CancellationToken cancellationToken)
    {
        var prefix = Fields.OptionalText(call.Body, "QueueNamePrefix") ?? string.Empty;
        return Task.FromResult(Page(call, "QueueUrls", _queues.Of(call.Account, call.Region).Where(q => q.Name.StartsWith(prefix, StringComparison.Ordinal))));
    }

    private Task<AwsReply> ListDeadLetterSourceQueuesAsync(AwsCall call, CancellationToken cancellationToken)
    {
        var queue = QueueOf(call);
        return Task.FromResult(Page(call, "queueUrls", _queues.Of(queue.Account, queue.Region).Where(q => q.Settings.Redrive?.DeadLetterArn == queue.Arn)));
    }

    /// <summary>A page of queues; without MaxResults the first thousand and no token, as SQS does.</summary>
    private static AwsReply Page(AwsCall call, string member, IEnumerable<SqsQueue> queues)
    {
        var most = Fields.Number(call.Body, "MaxResults", 1, MostListed);
        if (Fields.OptionalText(call.Body, "NextToken") is { } token)
        {
            string after;
            try
            {
                after = Encoding.UTF8.GetString(Convert.FromBase64String(token));
            }
            catch (FormatException)
            {
                throw SqsErrors.InvalidValue("NextToken", "It is none that was given.");
            }

            queues = queues.Where(q => string.CompareOrdinal(q.Name, after) > 0);
        }

        var page = queues.Take((most ?? MostListed) + 1).ToList();
        var body = new JsonObject();
        if (page.Count > (most ?? MostListed))
        {
            page.RemoveAt(page.Count - 1);
            if (most is not null)
            {
                body["NextToken"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(page[^1].Name));
            }
        }

        if (page.Count > 0 || member == "queueUrls")
        {
            body[member] = new JsonArray([.. page.Select(q => (JsonNode)UrlOf(call, q))]);
        }

        return new AwsReply(body, Items: page.Count);
    }

    private async Task<AwsReply> DeleteQueueAsync(AwsCall call, CancellationToken cancellationToken)
    {
        await _queues.DeleteAsync(QueueOf(call), cancellationToken);
        return Done();
    }

    private async Task<AwsReply> PurgeQueueAsync(AwsCall call, CancellationToken cancellationToken)
    {
        await _queues.PurgeAsync(QueueOf(call), cancellationToken);
        return Done();
    }

    private Task<AwsReply> GetQueueAttributesAsync(AwsCall call, CancellationToken cancellationToken)
    {
        var queue = QueueOf(call);
        var names = Fields.Texts(call.Body, "AttributeNames");
        var (visible, inFlight, delayed) = queue.Count();
        var all = new SortedDictionary<string, string>(queue.Settings.All.ToDictionary(), StringComparer.Ordinal)
        {
            ["ApproximateNumberOfMessages"] = Text(visible),
            ["ApproximateNumberOfMessagesNotVisible"] = Text(inFlight),
            ["ApproximateNumberOfMessagesDelayed"] = Text(delayed),
            ["CreatedTimestamp"] = Text(queue.CreatedAt),
            ["LastModifiedTimestamp"] = Text(queue.ModifiedAt),
            ["QueueArn"] = queue.Arn,
        };
        var body = new JsonObject();
        foreach (var (name, value) in all)
        {
            if (names.Contains("All") || names.Contains(name))
            {
                body[name] = value;
            }
        }

        return names.FirstOrDefault(name => name != "All" && !all.ContainsKey(name) && !QueueSettings.IsKnown(name)) is { } unknown
            ? throw SqsErrors.InvalidAttributeName(unknown)
            : Task.FromResult(new AwsReply(body.Count == 0 ? [] : new JsonObject { ["Attributes"] = body }));

        static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
    }

    private async Task<AwsReply> SetQueueAttributesAsync(AwsCall call, CancellationToken cancellationToken)
    {
        var attributes = Fields.Map(call.Body, "Attributes");
        if (attributes.Count == 0)
        {
            throw SqsErrors.Missing("Attributes");
        }

        await _queues.ChangeAsync(QueueOf(call), attributes, static tags => tags, cancellationToken);
        return Done();
    }

    private async Task<AwsReply> TagQueueAsync(AwsCall call, CancellationToken cancellationToken)
    {
        var added = Fields.Map(call.Body, "Tags");
        await _queues.ChangeAsync(
            QueueOf(call),
            new Dictionary<string, string>(),
            tags =>
            {
                var merged = new Dictionary<string, string>(tags);
                foreach (var (key, value) in added)
                {
                    merged[key] = value;
                }

                // Source: SQS quotas, tags of a queue; high.
                return merged.Count <= 50 ? merged : throw SqsErrors.InvalidValue("Tags", "A queue has at most 50 tags.");
            },
            cancellationToken);
        return Done();
    }

    private async Task<AwsReply> UntagQueueAsync(AwsCall call, CancellationToken cancellationToken)
    {
        var removed = Fields.Texts(call.Body, "TagKeys");
        await _queues.ChangeAsync(
            QueueOf(call), new Dictionary<string, string>(), tags => tags.Where(tag => !removed.Contains(tag.Key)).ToDictionary(), cancellationToken);
        return Done();
    }

    private Task<AwsReply> ListQueueTagsAsync(AwsCall call, CancellationToken cancellationToken)
    {
        var tags = QueueOf(call).Tags;
        var body = new JsonObject(tags.Select(tag => KeyValuePair.Create(tag.Key, (JsonNode?)tag.Value)));
        return Task.FromResult(new AwsReply(body.Count == 0 ? [] : new JsonObject { ["Tags"] = body }));
    }

    private async Task<AwsReply> SendMessageAsync(AwsCall call, CancellationToken cancellationToken)
    {
        var queue = QueueOf(call);
        var (message, answer) = Read(call, queue, call.Body);
        await _queues.StoreAsync(queue, [message], call.Operation, cancellationToken);
        return new AwsReply(answer, Items: 1);
    }

    private async Task<AwsReply> SendMessageBatchAsync(AwsCall call, CancellationToken cancellationToken)
    {
        var queue = QueueOf(call);
        var entries = EntriesOf(call);
        var length = entries.Sum(entry => MessageRules.Measure(Fields.OptionalText(entry, "MessageBody") ?? string.Empty, Fields.Object(entry, "MessageAttributes")));
        if (length > MessageRules.MostBytes)
        {
            throw SqsErrors.BatchRequestTooLong(length);
        }

        var messages = new List<OutgoingMessage>(entries.Count);
        var batch = new BatchAnswer();
        foreach (var entry in entries)
        {
            batch.Try(entry, () =>
            {
                var (message, answer) = Read(call, queue, entry);
                messages.Add(message);
                return answer;
            });
        }

        if (messages.Count > 0)
        {
            await _queues.StoreAsync(queue, messages, call.Operation, cancellationToken);
        }

        return batch.ToReply();
    }

    private async Task<AwsReply> ReceiveMessageAsync(AwsCall call, CancellationToken cancellationToken)
    {
        var queue = QueueOf(call);
        var most = Fields.Number(call.Body, "MaxNumberOfMessages", 1, MostEntries) ?? 1;
        var wait = Fields.Number(call.Body, "WaitTimeSeconds", 0, 20) ?? queue.Settings.WaitSeconds;
        var visibility = Fields.Number(call.Body, "VisibilityTimeout", 0, 43_200) is { } seconds ? TimeSpan.FromSeconds(seconds) : queue.Settings.Visibility;
        HashSet<string> system = [.. Fields.Texts(call.Body, "AttributeNames"), .. Fields.Texts(call.Body, "MessageSystemAttributeNames")];
        var names = Fields.Texts(call.Body, "MessageAttributeNames");
        var received = await _queues.ReceiveAsync(queue, most, visibility, TimeSpan.FromSeconds(wait), cancellationToken);

        // No messages: the member is absent, as from SQS; SDKs make of it what they make of it.
        return received.Count == 0
            ? Done(0)
            : new AwsReply(
                new JsonObject { ["Messages"] = new JsonArray([.. received.Select(r => Write(queue, r.Delivery, r.Content, system, names))]) }, Items: received.Count);
    }

    private async Task<AwsReply> DeleteMessageAsync(AwsCall call, CancellationToken cancellationToken)
    {
        var queue = QueueOf(call);
        await _queues.DeleteAsync(queue, [HandleOf(queue, call.Body)]);
        return Done(1);
    }

    private async Task<AwsReply> DeleteMessageBatchAsync(AwsCall call, CancellationToken cancellationToken)
    {
        var queue = QueueOf(call);
        var handles = new List<ReceiptHandle>(MostEntries);
        var batch = new BatchAnswer();
        foreach (var entry in EntriesOf(call))
        {
            batch.Try(entry, () =>
            {
                handles.Add(HandleOf(queue, entry));
                return [];
            });
        }

        await _queues.DeleteAsync(queue, handles);
        return batch.ToReply();
    }

    private async Task<AwsReply> ChangeMessageVisibilityAsync(AwsCall call, CancellationToken cancellationToken)
    {
        var queue = QueueOf(call);
        await _queues.ChangeVisibilityAsync(queue, change => ChangeVisibility(queue, call.Body, change));
        return Done(1);
    }

    private async Task<AwsReply> ChangeMessageVisibilityBatchAsync(AwsCall call, CancellationToken cancellationToken)
    {
        var queue = QueueOf(call);
        var batch = new BatchAnswer();
        var entries = EntriesOf(call);
        await _queues.ChangeVisibilityAsync(queue, change =>
        {
            foreach (var entry in entries)
            {
                batch.Try(entry, () =>
                {
                    ChangeVisibility(queue, entry, change);
                    return [];
                });
            }
        });
        return batch.ToReply();
    }

    private static void ChangeVisibility(SqsQueue queue, JsonObject from, Action<ReceiptHandle, TimeSpan> change)
    {
        var handle = HandleOf(queue, from);
        var seconds = Fields.Number(from, "VisibilityTimeout", 0, 43_200) ?? throw SqsErrors.Missing("VisibilityTimeout");
        change(handle, TimeSpan.FromSeconds(seconds));
    }

    private static ReceiptHandle HandleOf(SqsQueue queue, JsonObject from) =>
        ReceiptHandle.Parse(Fields.Text(from, "ReceiptHandle")) is { } handle && handle.Queue == queue.Id ? handle : throw SqsErrors.ReceiptHandleIsInvalid();

    /// <summary>The entries of a batch: 1 to 10, with distinct ids of 1 to 80 letters, digits, hyphens and underscores.</summary>
    private static IReadOnlyList<JsonObject> EntriesOf(AwsCall call)
    {
        var entries = Fields.Objects(call.Body, "Entries");
        if (entries.Count == 0)
        {
            throw SqsErrors.EmptyBatchRequest();
        }

        if (entries.Count > MostEntries)
        {
            throw SqsErrors.TooManyEntries(entries.Count);
        }

        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            var id = Fields.Text(entry, "Id");
            if (id.Length > 80 || !id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
            {
                throw SqsErrors.InvalidBatchEntryId();
            }

            if (!ids.Add(id))
            {
                throw SqsErrors.IdsNotDistinct(id);
            }
        }

        return entries;
    }

    /// <summary>Reads and checks a message of a request or batch entry, and makes its part of the answer.</summary>
    private static (OutgoingMessage Message, JsonObject Answer) Read(AwsCall call, SqsQueue queue, JsonObject from)
    {
        var body = Fields.Text(from, "MessageBody");
        var attributes = Fields.Object(from, "MessageAttributes");
        var system = Fields.Object(from, "MessageSystemAttributes");
        MessageRules.Check(body, attributes, queue.Settings.MaximumMessageSize);
        if (Fields.OptionalText(from, "MessageDeduplicationId") is not null)
        {
            throw SqsErrors.InvalidValue("MessageDeduplicationId", "The request includes a parameter that is not valid for this queue type.");
        }

        if (system?.FirstOrDefault(a => a.Key != "AWSTraceHeader").Key is { } unknown)
        {
            throw SqsErrors.InvalidValue("MessageSystemAttributes", $"{unknown} is no system attribute that can be sent.");
        }

        if (system is not null)
        {
            MessageRules.Measure(string.Empty, system);
        }

        var stored = system?.DeepClone().AsObject() ?? [];
        if (Fields.OptionalText(from, "MessageGroupId") is { } group)
        {
            MessageRules.CheckGroup(group);
            stored["MessageGroupId"] = new JsonObject { ["DataType"] = "String", ["StringValue"] = group };
        }

        var delay = Fields.Number(from, "DelaySeconds", 0, 900) is { } seconds ? TimeSpan.FromSeconds(seconds) : (TimeSpan?)null;
        var content = new StoredMessage(
            Guid.NewGuid().ToString(),
            call.Account,
            body,
            attributes is { Count: > 0 } ? attributes.ToJsonString() : null,
            stored.Count > 0 ? stored.ToJsonString() : null,
            null);
        var answer = new JsonObject { ["MessageId"] = content.Id, ["MD5OfMessageBody"] = MessageDigest.OfBody(body) };
        SetIfAny(answer, "MD5OfMessageAttributes", MessageDigest.OfAttributes(attributes));
        SetIfAny(answer, "MD5OfMessageSystemAttributes", MessageDigest.OfAttributes(system));
        return (new OutgoingMessage(content, delay), answer);
    }

    private static JsonObject Write(SqsQueue queue, Delivery delivery, StoredMessage content, HashSet<string> system, IReadOnlyList<string> names)
    {
        var message = new JsonObject
        {
            ["MessageId"] = content.Id,
            ["ReceiptHandle"] = new ReceiptHandle(queue.Id, delivery.Message.Number, delivery.Receives).ToString(),
            ["MD5OfBody"] = MessageDigest.OfBody(content.Body),
            ["Body"] = content.Body,
        };
        if (system.Count > 0)
        {
            var attributes = new JsonObject();
            Set("SenderId", content.Sender);
            Set("SentTimestamp", delivery.Message.SentAt.ToString(CultureInfo.InvariantCulture));
            Set("ApproximateReceiveCount", delivery.Receives.ToString(CultureInfo.InvariantCulture));
            Set("ApproximateFirstReceiveTimestamp", delivery.FirstReceivedAt.ToString(CultureInfo.InvariantCulture));
            Set("DeadLetterQueueSourceArn", content.DeadLetterSource);
            var sent = content.SystemAttributes is { } json ? JsonNode.Parse(json) : null;
            Set("AWSTraceHeader", sent?["AWSTraceHeader"]?["StringValue"]?.GetValue<string>());
            Set("MessageGroupId", sent?["MessageGroupId"]?["StringValue"]?.GetValue<string>());
            if (attributes.Count > 0)
            {
                message["Attributes"] = attributes;
            }

            void Set(string name, string? value)
            {
                if (value is not null && (system.Contains(name) || system.Contains("All")))
                {
                    attributes[name] = value;
                }
            }
        }

        if (names.Count > 0 && content.Attributes is { } text)
        {
            var attributes = (JsonObject)JsonNode.Parse(text)!;
            foreach (var name in attributes.Select(a => a.Key).Where(name => !names.Any(asked => IsAsked(asked, name))).ToList())
            {
                attributes.Remove(name);
            }

            if (attributes.Count > 0)
            {
                message["MD5OfMessageAttributes"] = MessageDigest.OfAttributes(attributes);
                message["MessageAttributes"] = attributes;
            }
        }

        return message;
    }

    /// <summary>All, .*, a prefix with .*, or the name itself (SQS API reference, MessageAttributeNames; high).</summary>
    private static bool IsAsked(string asked, string name) =>
        asked == "All" || asked == name || (asked.EndsWith(".*", StringComparison.Ordinal) && name.StartsWith(asked[..^2], StringComparison.Ordinal));

    private static void SetIfAny(JsonObject on, string member, string? value)
    {
        if (value is not null)
        {
            on[member] = value;
        }
    }
}
