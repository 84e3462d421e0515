using System.Text.Json.Nodes;

using Microsoft.AspNetCore.Http;

namespace OrleansDefender.Simulator.Http;

/// <summary>Errors of rest-json services: the type in a header, the text in the body.</summary>
/// <remarks>Source: AWS restJson1 protocol, operation error serialization; high. Security Hub's model spells the members with capitals, IoT's does not; both are written.</remarks>
internal sealed class RestJsonErrorForm : IAwsErrorForm
{
    /// <summary>The one instance.</summary>
    public static readonly RestJsonErrorForm Instance = new();

    /// <inheritdoc/>
    public AwsErrorException UnknownOperation() =>
        new(StatusCodes.Status404NotFound, "UnknownOperationException", "The simulator has no such operation.");

    /// <inheritdoc/>
    public JsonObject Write(HttpResponse response, AwsErrorException error)
    {
        response.ContentType = "application/json";
        response.Headers["x-amzn-ErrorType"] = error.Code;
        return new JsonObject { ["Code"] = error.Code, ["Message"] = error.Message, ["message"] = error.Message };
    }
}
