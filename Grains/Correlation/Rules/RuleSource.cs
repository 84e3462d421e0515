namespace OrleansDefender.Correlation.Rules;

/// <summary>Where a rule stands.</summary>
/// <param name="File">The file's name.</param>
/// <param name="IsShipped">Whether the file comes with the product.</param>
/// <param name="Line">The line where its document begins, from 1.</param>
internal sealed record RuleSource(string File, bool IsShipped, int Line);
