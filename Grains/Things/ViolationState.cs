namespace OrleansDefender.Things;

/// <summary>What is stored of an episode.</summary>
[GenerateSerializer, Alias("OrleansDefender.Things.ViolationState")]
internal sealed record ViolationState
{
    /// <summary>The thing and alarm; absent where nothing is stored.</summary>
    [Id(0)]
    public ViolationOwner? Owner { get; init; }
}
