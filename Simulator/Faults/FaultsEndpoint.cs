using System.Text.Json;
using System.Text.Json.Nodes;

using Microsoft.AspNetCore.Http;

using OrleansDefender.Simulator.Http;

namespace OrleansDefender.Simulator.Faults;

/// <summary>
/// <c>/_sim/faults</c>. <c>PUT {operation, fault, rate, seconds?, milliseconds?}</c> puts a fault in force (a rate of 0 removes it), <c>GET</c> lists
/// those in force with how often each has struck, <c>DELETE</c> removes all.
/// </summary>
/// <remarks>
/// <c>operation</c>: a name, <c>*</c>, <c>sqs:*</c> or <c>sqs:SendMessage</c>. <c>fault</c>: latency (by <c>milliseconds</c>, default 500), error, throttle, cut,
/// lost-answer, duplicate, reorder. <c>rate</c>: share of calls, 0 to 1. <c>seconds</c>: how long; absent = until removed. Bad input: 400 with the reason.
/// </remarks>
internal sealed class FaultsEndpoint(FaultBoard board, TimeProvider time) : ISimEndpoint
{
    private const double LongestSeconds = 365 * 86_400;

    private static readonly Dictionary<string, FaultKind> Kinds = new(StringComparer.Ordinal)
    {
        ["latency"] = FaultKind.Latency,
        ["error"] = FaultKind.Error,
        ["throttle"] = FaultKind.Throttle,
        ["cut"] = FaultKind.Cut,
        ["lost-answer"] = FaultKind.LostAnswer,
        ["duplicate"] = FaultKind.Duplicate,
        ["reorder"] = FaultKind.Reorder,
    };

    private static readonly string[] Members = ["operation", "fault", "rate", "seconds", "milliseconds"];
    private static readonly string[] Duplicating = ["*", "SendMessage", "SendMessageBatch", "ReceiveMessage"];
    private static readonly string[] Reordering = ["*", "ReceiveMessage"];

    /// <inheritdoc/>
    public string Path => "/_sim/faults";

    /// <inheritdoc/>
    public string Description =>
        "PUT {operation, fault, rate, seconds?, milliseconds?}: put a fault in force (latency, error, throttle, cut, lost-answer, duplicate, reorder); GET: those in force; DELETE: remove all";

    /// <inheritdoc/>
    public async Task<SimReply> HandleAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (HttpMethods.IsPut(request.Method))
        {
            try
            {
                var fault = Read(JsonBody.Parse(await JsonBody.ReadAsync(request, cancellationToken)));
                if (!board.Put(fault))
                {
                    return SimReply.Bad($"At most {FaultBoard.Most} faults can be in force.");
                }
            }
            catch (Exception error) when (error is JsonException or FormatException)
            {
                return SimReply.Bad(error.Message);
            }

            return SimReply.Ok(List());
        }

        if (HttpMethods.IsDelete(request.Method))
        {
            board.Clear();
            return SimReply.Ok(List());
        }

        return HttpMethods.IsGet(request.Method) ? SimReply.Ok(List()) : SimReply.NotAllowed("GET, PUT and DELETE");
    }

    private JsonObject List() => new()
    {
        ["faults"] = new JsonArray(
        [
            .. board.List().Select(fault => new JsonObject
            {
                ["operation"] = fault.Operation,
                ["fault"] = Kinds.Single(k => k.Value == fault.Kind).Key,
                ["rate"] = fault.Rate,
                ["until"] = fault.Until?.ToString("O"),
                ["milliseconds"] = fault.Kind == FaultKind.Latency ? fault.Delay.TotalMilliseconds : null,
                ["hits"] = fault.Hits,
            }),
        ]),
    };

    private Fault Read(JsonObject body)
    {
        if (body.FirstOrDefault(m => !Members.Contains(m.Key)).Key is { } unknown)
        {
            throw new FormatException($"'{unknown}' is no member of a fault; they are {string.Join(", ", Members)}.");
        }

        var operation = Text(body, "operation");
        var colon = operation.IndexOf(':', StringComparison.Ordinal);
        var name = operation[(colon + 1)..];
        if (colon == 0 || (name != "*" && (name.Length is 0 or > 60 || !name.All(char.IsAsciiLetterOrDigit))))
        {
            throw new FormatException("'operation' is an operation's name, '*', 'service:name' or 'service:*'.");
        }

        if (!Kinds.TryGetValue(Text(body, "fault"), out var kind))
        {
            throw new FormatException($"'fault' is one of {string.Join(", ", Kinds.Keys)}.");
        }

        if (kind == FaultKind.Duplicate && !Duplicating.Contains(name))
        {
            throw new FormatException("'duplicate' is for SendMessage, SendMessageBatch and ReceiveMessage.");
        }

        if (kind == FaultKind.Reorder && !Reordering.Contains(name))
        {
            throw new FormatException("'reorder' is for ReceiveMessage.");
        }

        var rate = Number(body, "rate", 0, 1) ?? throw new FormatException("'rate' is required: a number from 0 to 1.");
        var seconds = Number(body, "seconds", 0, LongestSeconds);
        var milliseconds = Number(body, "milliseconds", 0, 3_600_000) ?? 500;
        var until = seconds is { } s ? time.GetUtcNow().AddSeconds(s) : (DateTimeOffset?)null;
        return new Fault(operation, kind, rate, until, TimeSpan.FromMilliseconds(milliseconds));
    }

    private static string Text(JsonObject body, string member) =>
        body[member] is JsonValue value && value.TryGetValue<string>(out var text) ? text : throw new FormatException($"'{member}' is required: a string.");

    private static double? Number(JsonObject body, string member, double least, double most) => body[member] switch
    {
        null => null,
        JsonValue value when value.TryGetValue<double>(out var number) && number >= least && number <= most => number,
        _ => throw new FormatException(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"'{member}' is a number from {least} to {most}.")),
    };
}
