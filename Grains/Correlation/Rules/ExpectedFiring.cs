namespace OrleansDefender.Correlation.Rules;

/// <summary>A firing that a test expects, or that happened in one.</summary>
/// <param name="At">When, since the beginning of the test.</param>
/// <param name="Title">The rule's title.</param>
/// <param name="Level">The rule's level.</param>
internal sealed record ExpectedFiring(TimeSpan At, string Title, Severity Level)
{
    /// <summary>As the test file would write it.</summary>
    public override string ToString() => $"{{at: {RuleDuration.Text(At)}, title: {Title}, level: {Level.ToString().ToLowerInvariant()}}}";
}
