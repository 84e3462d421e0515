using System.Text.Json.Nodes;

namespace OrleansDefender.Simulator.SecurityHub;

/// <summary>The two ways ASFF says severity, and how the service fills in the one that was not given.</summary>
/// <remarks>Source: service model 2018-10-26, shape Severity (high).</remarks>
internal static class AsffSeverity
{
    /// <summary>The labels, mildest first.</summary>
    public static readonly IReadOnlyList<string> Labels = ["INFORMATIONAL", "LOW", "MEDIUM", "HIGH", "CRITICAL"];

    /// <summary>The number that the service writes for a label.</summary>
    public static int NormalizedOf(string label) => label switch
    {
        "INFORMATIONAL" => 0,
        "LOW" => 1,
        "MEDIUM" => 40,
        "HIGH" => 70,
        _ => 90,
    };

    /// <summary>The label that the service writes for a number of 0 to 100.</summary>
    public static string LabelOf(long normalized) => normalized switch
    {
        <= 0 => "INFORMATIONAL",
        < 40 => "LOW",
        < 70 => "MEDIUM",
        < 90 => "HIGH",
        _ => "CRITICAL",
    };

    /// <summary>A copy with both label and number. Where both were given, both are kept as given.</summary>
    public static JsonObject Complete(JsonObject severity)
    {
        var complete = severity.DeepClone().AsObject();
        if (complete.Text("Label") is { } label)
        {
            if (complete.Integer("Normalized") is null)
            {
                complete["Normalized"] = NormalizedOf(label);
            }
        }
        else if (complete.Integer("Normalized") is { } normalized)
        {
            complete["Label"] = LabelOf(normalized);
        }

        return complete;
    }
}
