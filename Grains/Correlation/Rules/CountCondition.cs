namespace OrleansDefender.Correlation.Rules;

/// <summary>A condition on a count. All that are set must hold.</summary>
internal sealed record CountCondition
{
    public int? Gt { get; init; }

    public int? Gte { get; init; }

    public int? Lt { get; init; }

    public int? Lte { get; init; }

    public int? Eq { get; init; }

    public int? Neq { get; init; }

    /// <summary>The greatest number that a count is compared with: whatever is above it is all the same.</summary>
    public int Greatest => Math.Max(Math.Max(Math.Max(Gt ?? 0, Gte ?? 0), Math.Max(Lt ?? 0, Lte ?? 0)), Math.Max(Eq ?? 0, Neq ?? 0));

    public bool Holds(int count) =>
        !(count <= Gt) && !(count < Gte) && !(count >= Lt) && !(count > Lte) && (Eq is null || count == Eq) && (Neq is null || count != Neq);
}
