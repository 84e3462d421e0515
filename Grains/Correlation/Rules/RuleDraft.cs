namespace OrleansDefender.Correlation.Rules;

/// <summary>A correlation whose references are known, before it is compiled.</summary>
internal sealed class RuleDraft(RuleDocument document)
{
    /// <summary>The document.</summary>
    public RuleDocument Document => document;

    /// <summary>What it refers to, with the text and the line of each reference, in the file's order.</summary>
    public List<(RuleDocument Target, string Name, int Line)> References { get; } = [];

    /// <summary>Whether what it refers to acts by itself too.</summary>
    public bool Generates { get; set; }

    /// <summary>Whether another correlation has it as an input.</summary>
    public bool IsInput { get; set; }

    /// <summary>Whether one that has it as an input wants it to act by itself.</summary>
    public bool IsGenerated { get; set; }

    /// <summary>The rule, once it is compiled.</summary>
    public CorrelationRule? Rule { get; set; }
}
