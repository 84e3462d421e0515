using System.Text.Json.Nodes;

namespace OrleansDefender.Tests.Cluster.DynamoDb;

/// <summary>A call to DynamoDB on its way.</summary>
/// <param name="Operation">The operation's name.</param>
/// <param name="Body">The request.</param>
internal sealed record DynamoCall(string Operation, JsonObject Body);
