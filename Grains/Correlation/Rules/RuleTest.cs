using System.Collections.Immutable;

namespace OrleansDefender.Correlation.Rules;

/// <summary>A test that stands beside a rule: signals, and every firing of the file's acting rules that must come of them.</summary>
/// <param name="File">The file.</param>
/// <param name="Line">Where it stands.</param>
/// <param name="Rule">The title of the rule that it stands with.</param>
/// <param name="Name">What it is about.</param>
/// <param name="Signals">The signals; their times count from <see cref="Start"/>.</param>
/// <param name="Expected">The firings.</param>
internal sealed record RuleTest(string File, int Line, string Rule, string Name, ImmutableArray<Signal> Signals, ImmutableArray<ExpectedFiring> Expected)
{
    /// <summary>The moment that the tests' times count from: any, with a fixed place in the slots of the caps.</summary>
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
}
