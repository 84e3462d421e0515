#nullable enable

using System.Net;
using System.Text.Json;

using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Transform;
using Amazon.Runtime.Internal.Util;

namespace OrleansDefender.StandIns;

/// <summary>Reads an answer: a JSON body into the response, or an error into the exception the service model gives it.</summary>
/// <remarks>
/// Members the response type does not have are skipped. An error this operation does not list becomes the service's base exception, as in
/// the real packages: code that wants to tell such errors apart looks at <see cref="AmazonServiceException.ErrorCode"/>.
/// </remarks>
internal sealed class RestJsonUnmarshaller<TResponse>(RestJsonService service, IReadOnlySet<string> errors) : JsonResponseUnmarshaller
    where TResponse : AmazonWebServiceResponse, new()
{
    // What Amazon's own readers use where AWSConfigs.StreamingUtf8JsonReaderBufferSize is not set.
    private const int ErrorBufferBytes = 4096;

    /// <inheritdoc />
    public override AmazonWebServiceResponse Unmarshall(JsonUnmarshallerContext context)
    {
        using var body = new MemoryStream();
        context.Stream.CopyTo(body);
        if (body.Length == 0)
        {
            return new TResponse();
        }

        var reader = new Utf8JsonReader(body.GetBuffer().AsSpan(0, (int)body.Length), new JsonReaderOptions { MaxDepth = context.JsonMaxDepth });
        return JsonSerializer.Deserialize<TResponse>(ref reader, service.Json) ?? new TResponse();
    }

    /// <inheritdoc />
    public override AmazonServiceException UnmarshallException(JsonUnmarshallerContext context, Exception innerException, HttpStatusCode statusCode)
    {
        var reader = new StreamingUtf8JsonReader(context.Stream, AWSConfigs.StreamingUtf8JsonReaderBufferSize ?? ErrorBufferBytes, context.JsonMaxDepth);
        var error = JsonErrorResponseUnmarshaller.GetInstance().Unmarshall(context, ref reader);
        error.InnerException = innerException;
        error.StatusCode = statusCode;
        if (error.Code is { } name && errors.Contains(name) && service.Errors.TryGetValue(name, out var create))
        {
            return create(error, Members(context.GetResponseBodyBytes()));
        }

        return service.Unmodelled(error);
    }

    private static JsonElement Members(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            // A load balancer answers in HTML; the error then has a name from the header and nothing more.
            return default;
        }
    }
}
