using System.Text.Json.Nodes;

using Microsoft.AspNetCore.Http;

using OrleansDefender.Simulator.Http;

namespace OrleansDefender.Simulator.Sqs;

/// <summary>The answer to a batch: which entries succeeded, and which failed and why. An empty list is left out, as SQS does.</summary>
internal sealed class BatchAnswer
{
    private readonly JsonArray _successful = [];
    private readonly JsonArray _failed = [];

    /// <summary>Carries an entry out; a refusal becomes its failure, and the other entries go on.</summary>
    public void Try(JsonObject entry, Func<JsonObject> carryOut)
    {
        var id = Fields.Text(entry, "Id");
        try
        {
            var answer = carryOut();
            answer["Id"] = id;
            _successful.Add((JsonNode)answer);
        }
        catch (AwsErrorException error)
        {
            _failed.Add((JsonNode)new JsonObject
            {
                ["Id"] = id,
                ["SenderFault"] = error.Status < StatusCodes.Status500InternalServerError,
                ["Code"] = SqsErrorForm.CodeOf(error.Code),
                ["Message"] = error.Message,
            });
        }
    }

    /// <summary>The answer.</summary>
    public AwsReply ToReply()
    {
        var body = new JsonObject();
        var items = _successful.Count;
        var outcome = _failed.Count == 0 ? "ok" : "partial";
        if (_successful.Count > 0)
        {
            body["Successful"] = _successful;
        }

        if (_failed.Count > 0)
        {
            body["Failed"] = _failed;
        }

        return new AwsReply(body, outcome, items);
    }
}
