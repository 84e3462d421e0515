namespace OrleansDefender.Silo.Api;

/// <summary>Why the rule files as they are now are not in force.</summary>
/// <param name="File">The file.</param>
/// <param name="Line">The line, from 1; 0 where it is about the file as a whole.</param>
/// <param name="Message">The reason.</param>
internal sealed record RuleProblemAnswer(string File, int Line, string Message);
