namespace OrleansDefender.Tests.Cluster.Storage;

/// <summary>A state with a little of everything.</summary>
[GenerateSerializer, Alias("OrleansDefender.Tests.StorageTestState")]
public sealed record StorageTestState
{
    [Id(0)]
    public string Text { get; set; } = "";

    [Id(1)]
    public int Number { get; set; }

    [Id(2)]
    public byte[] Bytes { get; set; } = [];
}
