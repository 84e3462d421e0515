using System.Text.Json.Nodes;

using OrleansDefender.Simulator;
using OrleansDefender.Simulator.SecurityHub;

namespace OrleansDefender.Tests.Unit.Simulator;

/// <summary>Findings for the tests of the hub's rules.</summary>
internal static class Findings
{
    public const string Account = "111122223333";
    public const string Region = "us-east-1";

    public static readonly DateTimeOffset Now = new(2026, 1, 5, 12, 0, 0, TimeSpan.Zero);

    public static SimulatorRules Rules => new();

    /// <summary>A finding of the required members, changed by the JSON of an object; a null member is taken away.</summary>
    public static JsonObject Finding(string changes = "{}")
    {
        var finding = JsonNode.Parse(
            $$"""
            {
              "SchemaVersion": "2018-10-08", "Id": "us-east-1/111122223333/a",
              "ProductArn": "arn:aws:securityhub:us-east-1:111122223333:product/111122223333/default",
              "GeneratorId": "profile/behavior", "AwsAccountId": "{{Account}}",
              "CreatedAt": "2026-01-05T10:00:00Z", "UpdatedAt": "2026-01-05T10:00:00Z",
              "Title": "A thing in alarm", "Description": "It did what it should not.",
              "Resources": [{ "Type": "Other", "Id": "arn:aws:iot:us-east-1:111122223333:thing/pump" }],
              "FindingProviderFields": { "Severity": { "Label": "HIGH" }, "Types": ["Unusual Behaviors"] }
            }
            """)!.AsObject();
        foreach (var (name, value) in JsonNode.Parse(changes)!.AsObject().ToArray())
        {
            finding.Remove(name);
            if (value is not null)
            {
                finding[name] = value.DeepClone();
            }
        }

        return finding;
    }

    /// <summary>The finding as updated at a second after ten o'clock.</summary>
    public static JsonObject At(int second, string changes = "{}")
    {
        var finding = Finding(changes);
        finding["UpdatedAt"] = $"2026-01-05T10:00:{second:00}Z";
        return finding;
    }

    /// <summary>What the hub keeps of a first import.</summary>
    public static StoredFinding Imported(JsonObject finding) => FindingRules.Import(null, finding, Region, Now).Stored;

    /// <summary>A JSON text for comparison.</summary>
    public static string Compact(JsonNode? node) => node?.ToJsonString() ?? "";
}
