namespace OrleansDefender.Correlation.Rules;

/// <summary>One document of a rule file: a base rule or a correlation, before it is compiled.</summary>
/// <param name="File">The file.</param>
/// <param name="Problems">Where the file's problems go.</param>
/// <param name="Map">The document.</param>
/// <param name="Id">The rule's id: a UUID in lower case.</param>
/// <param name="Name">The rule's name.</param>
/// <param name="Title">The rule's title.</param>
internal sealed record RuleDocument(RuleFile File, RuleProblems Problems, RuleMap Map, string Id, string? Name, string Title)
{
    /// <summary>Whether it is a correlation; otherwise it is a base rule.</summary>
    public bool IsCorrelation => Map["correlation"] is not null;

    /// <summary>The line where a key's value begins, or the document.</summary>
    public int LineOf(string key) => Map[key]?.Line ?? Map.Line;
}
