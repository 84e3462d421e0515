using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

using OrleansDefender.Simulator.Calls;
using OrleansDefender.Simulator.Faults;

namespace OrleansDefender.Simulator.Http;

/// <summary>The one HTTP handler: finds service and operation, applies faults and quotas, answers in the protocol's form, and records the call.</summary>
/// <remarks>
/// Routing: by the service of the SigV4 credential scope, else by an <c>X-Amz-Target</c> of SQS. Order: latency, cut, throttle fault, quota, error fault,
/// the service, lost answer. What strikes before the service leaves nothing carried out.
/// </remarks>
internal sealed partial class AwsFront(
    IEnumerable<IAwsService> services,
    SimPages pages,
    FaultBoard faults,
    CallQuotas quotas,
    CallLog calls,
    SimulatorOptions options,
    TimeProvider time,
    ILogger<AwsFront> logger)
{
    /// <summary>The largest request body that is read: enough to see that a batch of findings is over AWS's 6 MB, and to say so in AWS's words.</summary>
    public const long LargestBody = 32 * 1024 * 1024;

    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly Dictionary<string, IAwsService> _services = services.ToDictionary(s => s.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Answers a request.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        if (context.Request.Path.StartsWithSegments(SimPages.Root, StringComparison.Ordinal))
        {
            var reply = await pages.HandleAsync(context.Request, context.RequestAborted);
            context.Response.ContentType = "application/json";
            await WriteAsync(context, reply.Status, reply.Body);
            return;
        }

        var scope = CredentialScope.Of(context.Request);
        if (ServiceOf(context.Request, scope) is not { } service)
        {
            await WriteErrorAsync(context, RestJsonErrorForm.Instance, new AwsErrorException(
                StatusCodes.Status404NotFound,
                "UnknownOperationException",
                $"The simulator serves {string.Join(", ", _services.Keys)}; the request was signed for '{scope?.Service}'."));
            return;
        }

        await HandleAsync(context, service, scope);
    }

    private async Task HandleAsync(HttpContext context, IAwsService service, CredentialScope? scope)
    {
        var started = time.GetTimestamp();
        var at = time.GetUtcNow();
        var operation = service.OperationOf(context.Request);
        var attempt = new Attempt(service, operation ?? "unknown");
        try
        {
            await AnswerAsync(context, attempt, operation, scope);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            attempt.Outcome = "aborted";
        }
        catch (IOException)
        {
            // The caller's connection broke while the body was read or the answer written.
            attempt.Outcome = "aborted";
            context.Abort();
        }
        finally
        {
            // An aborted request has no status of its own: Kestrel's 200 was never sent.
            var status = attempt.Outcome is "cut" or "lost-answer" or "aborted" ? 0 : context.Response.StatusCode;
            calls.Add(new CallRecord(
                service.Name, attempt.Operation, at, time.GetElapsedTime(started), attempt.Bytes, status, attempt.Outcome, attempt.Items, attempt.Error));
        }
    }

    private async Task AnswerAsync(HttpContext context, Attempt attempt, string? operation, CredentialScope? scope)
    {
        var service = attempt.Service;
        try
        {
            var bytes = await JsonBody.ReadAsync(context.Request, context.RequestAborted);
            attempt.Bytes = bytes.Length;
            if (operation is null)
            {
                throw service.ErrorForm.UnknownOperation();
            }

            if (faults.LatencyOf(service.Name, operation) is var delay && delay > TimeSpan.Zero)
            {
                await Task.Delay(delay, time, context.RequestAborted);
            }

            if (faults.Strikes(FaultKind.Cut, service.Name, operation))
            {
                attempt.Outcome = "cut";
                context.Abort();
                return;
            }

            var account = scope?.AccountOr(options.Account) ?? options.Account;
            var region = scope?.Region ?? options.Region;
            if (faults.Strikes(FaultKind.Throttle, service.Name, operation)
                || (service.Quotas.TryGetValue(operation, out var quota) && !quotas.TryTake(service.Name, account, region, operation, quota)))
            {
                attempt.Outcome = "throttled";
                throw service.Throttled();
            }

            if (faults.Strikes(FaultKind.Error, service.Name, operation))
            {
                throw service.Failed();
            }

            var call = new AwsCall(operation, account, region, context.Request, Parse(bytes), bytes.Length);
            var reply = await service.HandleAsync(call, context.RequestAborted);
            attempt.Items = reply.Items;
            if (faults.Strikes(FaultKind.LostAnswer, service.Name, operation))
            {
                attempt.Outcome = "lost-answer";
                context.Abort();
                return;
            }

            context.Response.ContentType = context.Request.ContentType is { } type && type.StartsWith("application/x-amz-json", StringComparison.Ordinal)
                ? type
                : "application/json";
            await WriteAsync(context, StatusCodes.Status200OK, reply.Body);
            attempt.Outcome = reply.Outcome;
        }
        catch (BadHttpRequestException error)
        {
            await RefuseAsync(context, attempt, new AwsErrorException(error.StatusCode, "RequestEntityTooLargeException", error.Message));
        }
        catch (AwsErrorException error)
        {
            await RefuseAsync(context, attempt, error);
        }
#pragma warning disable CA1031 // A defect in a service answers as AWS does when it fails, and is told to the developer in the log.
        catch (Exception error) when (error is not (OperationCanceledException or IOException))
#pragma warning restore CA1031
        {
            LogDefect(logger, error, service.Name, attempt.Operation);
            await RefuseAsync(context, attempt, service.Failed());
        }
    }

    private static JsonObject Parse(byte[] bytes)
    {
        try
        {
            return JsonBody.Parse(bytes);
        }
        catch (JsonException error)
        {
            throw new AwsErrorException(StatusCodes.Status400BadRequest, "SerializationException", error.Message);
        }
    }

    private static async Task RefuseAsync(HttpContext context, Attempt attempt, AwsErrorException error)
    {
        attempt.Error = error.Code;
        await WriteErrorAsync(context, attempt.Service.ErrorForm, error);
    }

    private static async Task WriteErrorAsync(HttpContext context, IAwsErrorForm form, AwsErrorException error)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }

        await WriteAsync(context, error.Status, form.Write(context.Response, error));
    }

    private static async Task WriteAsync(HttpContext context, int status, JsonNode? body)
    {
        context.Response.StatusCode = status;
        context.Response.Headers["x-amzn-RequestId"] = Guid.NewGuid().ToString();
        using var buffer = new MemoryStream();
        await using (var writer = new Utf8JsonWriter(buffer, Compact))
        {
            (body ?? new JsonObject()).WriteTo(writer);
        }

        context.Response.ContentLength = buffer.Length;
        await context.Response.Body.WriteAsync(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), context.RequestAborted);
    }

    private IAwsService? ServiceOf(HttpRequest request, CredentialScope? scope)
    {
        if (scope is not null)
        {
            return _services.GetValueOrDefault(scope.Service);
        }

        // Unsigned calls happen with hand-made requests; SQS's protocol names the service in a header of its own.
        return request.Headers["X-Amz-Target"].ToString().StartsWith("AmazonSQS.", StringComparison.Ordinal) ? _services.GetValueOrDefault("sqs") : null;
    }

    [LoggerMessage(EventName = "ServiceDefect", Level = LogLevel.Error, Message = "{Service} failed in {Operation}")]
    private static partial void LogDefect(ILogger logger, Exception error, string service, string operation);

    private sealed class Attempt(IAwsService service, string operation)
    {
        public IAwsService Service { get; } = service;

        public string Operation { get; } = operation;

        public string Outcome { get; set; } = "error";

        public int Bytes { get; set; }

        public int? Items { get; set; }

        public string? Error { get; set; }
    }
}
