namespace OrleansDefender.Correlation.Rules;

/// <summary>A part of a rule file that cannot be read on; caught by whoever reads the part, and never seen outside the loader.</summary>
internal sealed class RuleSyntaxException(int line, string message) : Exception(message)
{
    /// <summary>The line, from 1.</summary>
    public int Line { get; } = line;
}
