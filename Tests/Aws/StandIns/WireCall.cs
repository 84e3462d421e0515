using Microsoft.Extensions.Primitives;

namespace OrleansDefender.Tests.Aws.StandIns;

/// <summary>A request as it came over the wire.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="RawPath">The path as sent, still encoded.</param>
/// <param name="Query">The query, decoded.</param>
/// <param name="Headers">The headers.</param>
/// <param name="Body">The body.</param>
internal sealed record WireCall(
    string Method,
    string RawPath,
    IReadOnlyDictionary<string, StringValues> Query,
    IReadOnlyDictionary<string, StringValues> Headers,
    byte[] Body);
