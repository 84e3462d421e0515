using System.Text.Json.Nodes;

using Microsoft.AspNetCore.Http;

namespace OrleansDefender.Simulator.Http;

/// <summary>A parsed request to a service.</summary>
/// <param name="Operation">The operation's name, as in the service model.</param>
/// <param name="Account">The caller's account: the access key id where that is twelve digits, else the configured account.</param>
/// <param name="Region">The Region of the credential scope, else the configured Region.</param>
/// <param name="Request">The HTTP request, for path, query and headers. Its body is already read.</param>
/// <param name="Body">The JSON body; an empty object where there was none.</param>
/// <param name="BodyLength">The body's length in bytes as it came over the wire.</param>
internal sealed record AwsCall(string Operation, string Account, string Region, HttpRequest Request, JsonObject Body, int BodyLength);
