using Microsoft.Extensions.Options;

namespace OrleansDefender.Things;

/// <summary>Refuses severity settings that could not mean anything.</summary>
internal sealed class SeverityOptionsValidator : IValidateOptions<SeverityOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, SeverityOptions options)
    {
        var failures = new List<string>();
        for (var i = 0; i < options.Patterns.Count; i++)
        {
            var key = $"{SeverityOptions.Section}:Patterns:{i}";
            CheckPattern(options.Patterns[i].Pattern, key, failures);
            CheckSeverity(options.Patterns[i].Severity, $"{key}:Severity", failures);
        }

        foreach (var (profile, behaviors) in options.Profiles)
        {
            foreach (var (behavior, severity) in behaviors)
            {
                CheckSeverity(severity, $"{SeverityOptions.Section}:Profiles:{profile}:{behavior}", failures);
            }
        }

        CheckSeverity(options.Default, $"{SeverityOptions.Section}:Default", failures);
        return failures.Count > 0 ? ValidateOptionsResult.Fail(failures) : ValidateOptionsResult.Success;
    }

    private static void CheckPattern(string pattern, string key, List<string> failures)
    {
        if (string.IsNullOrWhiteSpace(pattern))
        {
            failures.Add($"{key}:Pattern must not be empty.");
            return;
        }

        try
        {
            SeverityPolicy.Compile(pattern);
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            failures.Add($"{key}:Pattern '{pattern}' must be a regular expression that needs no backtracking: {error.Message}");
        }
    }

    private static void CheckSeverity(Severity severity, string key, List<string> failures)
    {
        if (severity is < Severity.Informational or > Severity.Critical)
        {
            failures.Add($"{key} must be Informational, Low, Medium, High or Critical.");
        }
    }
}
