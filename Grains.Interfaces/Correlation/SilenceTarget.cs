namespace OrleansDefender.Correlation;

/// <summary>What a silence is about: all that is given must match, and something is given.</summary>
/// <remarks>Each is an exact name, or the begin of one followed by <c>*</c>. Names differ by case.</remarks>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Correlation.SilenceTarget")]
public sealed record SilenceTarget
{
    /// <summary>The thing's name; absent: any.</summary>
    [Id(0)]
    public string? Thing { get; init; }

    /// <summary>A thing group that the thing is in; absent: in any or none. Of a thing whose groups are not known no group matches.</summary>
    [Id(1)]
    public string? Group { get; init; }

    /// <summary>The security profile; absent: any.</summary>
    [Id(2)]
    public string? Profile { get; init; }

    /// <summary>The behavior; absent: any.</summary>
    [Id(3)]
    public string? Behavior { get; init; }
}
