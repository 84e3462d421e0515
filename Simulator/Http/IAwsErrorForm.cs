using System.Text.Json.Nodes;

using Microsoft.AspNetCore.Http;

namespace OrleansDefender.Simulator.Http;

/// <summary>How a protocol of AWS puts an error on the wire.</summary>
internal interface IAwsErrorForm
{
    /// <summary>The error of a request that means no operation of the service.</summary>
    AwsErrorException UnknownOperation();

    /// <summary>Sets the headers of the error and returns its body; the front has set the status.</summary>
    JsonObject Write(HttpResponse response, AwsErrorException error);
}
