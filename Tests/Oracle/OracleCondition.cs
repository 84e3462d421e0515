namespace OrleansDefender.Tests.Oracle;

/// <summary>A condition on a count: operators (gt, gte, lt, lte, eq, neq) with their numbers, all of which must hold.</summary>
/// <param name="Parts">The operators and numbers.</param>
public sealed record OracleCondition(IReadOnlyList<(string Operator, int Number)> Parts)
{
    /// <summary>Whether a count meets all parts.</summary>
    /// <exception cref="ArgumentException">An operator is unknown.</exception>
    public bool Meets(int count) => Parts.All(part => part.Operator switch
    {
        "gt" => count > part.Number,
        "gte" => count >= part.Number,
        "lt" => count < part.Number,
        "lte" => count <= part.Number,
        "eq" => count == part.Number,
        "neq" => count != part.Number,
        _ => throw new ArgumentException($"'{part.Operator}' is no operator."),
    });
}
