namespace OrleansDefender.Silo.Storage;

/// <summary>Where the tables in DynamoDB are, and what they are called.</summary>
internal sealed record DynamoTables
{
    /// <summary>A Region's name, or the URL of an endpoint that stands in for DynamoDB; absent: the Region of the SDK's chain.</summary>
    public string? Service { get; init; }

    /// <summary>The membership of clusters.</summary>
    public string Membership { get; init; } = "orleans-defender-silos";

    /// <summary>The grains' states.</summary>
    public string States { get; init; } = "orleans-defender-states";

    /// <summary>The watch list.</summary>
    public string Watch { get; init; } = "orleans-defender-watch";

    /// <summary>The due list.</summary>
    public string Due { get; init; } = "orleans-defender-due";
}
