#nullable enable

using System.Collections.Frozen;

using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace OrleansDefender.StandIns;

/// <summary>One operation of a rest-json service: the two ends that the SDK's pipeline calls.</summary>
/// <typeparam name="TRequest">The request; its members say by attribute when they travel in path, query or header instead of the body.</typeparam>
/// <typeparam name="TResponse">The response.</typeparam>
internal sealed class RestJsonOperation<TRequest, TResponse>
    where TRequest : AmazonWebServiceRequest
    where TResponse : AmazonWebServiceResponse, new()
{
    private readonly RestJsonMarshaller<TRequest> _marshaller;
    private readonly RestJsonUnmarshaller<TResponse> _unmarshaller;

    /// <summary>Describes an operation.</summary>
    /// <param name="service">The service.</param>
    /// <param name="method">The HTTP method.</param>
    /// <param name="path">The path, with labels in braces.</param>
    /// <param name="errors">The names of the errors the service model lists for this operation.</param>
    public RestJsonOperation(RestJsonService service, string method, string path, params string[] errors)
    {
        _marshaller = new RestJsonMarshaller<TRequest>(service, method, path);
        _unmarshaller = new RestJsonUnmarshaller<TResponse>(service, errors.ToFrozenSet(StringComparer.Ordinal));
    }

    /// <summary>What the pipeline needs for one call. It writes into the object, so that every call has its own.</summary>
    public InvokeOptions Options() => new() { RequestMarshaller = _marshaller, ResponseUnmarshaller = _unmarshaller };
}
