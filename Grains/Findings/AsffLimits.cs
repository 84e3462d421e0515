namespace OrleansDefender.Findings;

/// <summary>ASFF's limits, in characters or items (Security Hub API reference and partner guide).</summary>
internal static class AsffLimits
{
    public const int GeneratorId = 512;
    public const int Title = 256;
    public const int Description = 1024;
    public const int ResourceId = 512;
    public const int RecommendationText = 512;
    public const int NoteText = 512;
    public const int ProductFieldsPairs = 50;
    public const int ProductFieldsValue = 2048;
    public const int DetailsOtherPairs = 50;

    /// <summary>"Less than 1,024", so one less.</summary>
    public const int DetailsOtherValue = 1023;

    /// <summary>The longest key of a pair: "less than 128".</summary>
    public const int PairKey = 127;
}
