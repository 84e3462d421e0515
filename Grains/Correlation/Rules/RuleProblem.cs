namespace OrleansDefender.Correlation.Rules;

/// <summary>Why rules cannot be used, or what about them is doubtful.</summary>
/// <param name="File">The file's name.</param>
/// <param name="Line">The line, from 1; 0 where it is about the file as a whole.</param>
/// <param name="Message">The reason, one sentence.</param>
internal sealed record RuleProblem(string File, int Line, string Message)
{
    /// <summary>As compilers write it, so that editors find the place.</summary>
    public override string ToString() => Line > 0 ? FormattableString.Invariant($"{File}:{Line}: {Message}") : $"{File}: {Message}";
}
