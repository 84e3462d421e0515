using System.Collections.Immutable;

namespace OrleansDefender.Correlation.Rules;

/// <summary>What came of an inline test.</summary>
/// <param name="Test">The test.</param>
/// <param name="Missing">Firings that were expected and did not happen.</param>
/// <param name="Unexpected">Firings that happened and were not expected.</param>
internal sealed record RuleTestResult(RuleTest Test, ImmutableArray<ExpectedFiring> Missing, ImmutableArray<ExpectedFiring> Unexpected)
{
    /// <summary>Whether exactly the expected happened.</summary>
    public bool IsPassed => Missing.IsEmpty && Unexpected.IsEmpty;
}
