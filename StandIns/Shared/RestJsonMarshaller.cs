#nullable enable

using System.Globalization;
using System.Reflection;
using System.Text.Json;

using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;
using Amazon.Runtime.Internal.Util;
using Amazon.Util;

namespace OrleansDefender.StandIns;

/// <summary>Builds the HTTP request of one operation: labels into the path, query members into the query, header members into headers, the rest into a JSON body.</summary>
/// <remarks>A body is written exactly where the request has members for one: AWS accepts no body on a GET.</remarks>
internal sealed class RestJsonMarshaller<TRequest> : IMarshaller<IRequest, AmazonWebServiceRequest>
    where TRequest : AmazonWebServiceRequest
{
    private readonly RestJsonService _service;
    private readonly string _method;
    private readonly string _path;
    private readonly (PropertyInfo Member, string Label)[] _labels;
    private readonly (PropertyInfo Member, string Name)[] _query;
    private readonly (PropertyInfo Member, string Name)[] _headers;
    private readonly bool _hasBody;

    public RestJsonMarshaller(RestJsonService service, string method, string path)
    {
        _service = service;
        _method = method;
        _path = path;
        var members = typeof(TRequest).GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly);
        _labels = [.. from member in members
                      let label = member.GetCustomAttribute<HttpLabelAttribute>()
                      where label is not null
                      select (member, label.Name)];
        _query = [.. from member in members
                     let query = member.GetCustomAttribute<HttpQueryAttribute>()
                     where query is not null
                     select (member, query.Name)];
        _headers = [.. from member in members
                       let header = member.GetCustomAttribute<HttpHeaderAttribute>()
                       where header is not null
                       select (member, header.Name)];
        _hasBody = members.Length > _labels.Length + _query.Length + _headers.Length;
    }

    /// <inheritdoc />
    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        var typed = (TRequest)input;
        var request = new DefaultRequest(typed, _service.Namespace) { HttpMethod = _method, ResourcePath = _path };
        request.Headers[HeaderKeys.XAmzApiVersion] = _service.ApiVersion;

        foreach (var (member, label) in _labels)
        {
            var value = Text(member.GetValue(typed));
            if (string.IsNullOrEmpty(value))
            {
                throw _service.Refuse($"{typeof(TRequest).Name}.{member.Name} is part of the request's path and is not set.");
            }

            request.AddPathResource($"{{{label}}}", value);
        }

        foreach (var (member, name) in _query)
        {
            if (Text(member.GetValue(typed)) is { } value)
            {
                request.Parameters.Add(name, value);
            }
        }

        foreach (var (member, name) in _headers)
        {
            if (Text(member.GetValue(typed)) is { } value)
            {
                request.Headers[name] = value;
            }
        }

        request.UseQueryString = _query.Length > 0;
        if (_hasBody)
        {
            request.Headers[HeaderKeys.ContentTypeHeader] = "application/json";
            request.Content = JsonSerializer.SerializeToUtf8Bytes(typed, _service.Json);
        }

        return request;
    }

    private static string? Text(object? value) => value switch
    {
        null => null,
        string text => text,
        ConstantClass constant => constant.Value,
        bool flag => flag ? "true" : "false",
        DateTime time => StringUtils.FromDateTimeToISO8601WithOptionalMs(time),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => throw new NotSupportedException($"A member of type {value.GetType()} cannot travel in path, query or header."),
    };
}
