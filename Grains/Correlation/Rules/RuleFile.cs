namespace OrleansDefender.Correlation.Rules;

/// <summary>A rule file's content.</summary>
/// <param name="Name">The file's name, its folder aside.</param>
/// <param name="Text">What is in it.</param>
/// <param name="IsShipped">Whether it comes with the product: a rule of another file with the same id takes its rule's place.</param>
internal sealed record RuleFile(string Name, string Text, bool IsShipped);
