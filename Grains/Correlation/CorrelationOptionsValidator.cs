using Microsoft.Extensions.Options;

namespace OrleansDefender.Correlation;

/// <summary>The rules of <see cref="CorrelationOptions"/>.</summary>
internal sealed class CorrelationOptionsValidator : IValidateOptions<CorrelationOptions>
{
    private static readonly TimeSpan Least = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Most = TimeSpan.FromHours(24);

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, CorrelationOptions options)
    {
        var failures = new List<string>();
        if (options.Lateness < Least || options.Lateness > Most)
        {
            failures.Add($"{CorrelationOptions.Section}:{nameof(options.Lateness)} must be from 00:01:00 to 1.00:00:00; it is '{options.Lateness:c}'.");
        }

        for (var i = 0; i < options.Disabled.Count; i++)
        {
            if (!Guid.TryParseExact(options.Disabled[i], "D", out _))
            {
                failures.Add(FormattableString.Invariant($"{CorrelationOptions.Section}:{nameof(options.Disabled)}:{i} must be the id of a rule, a UUID; it is '{options.Disabled[i]}'."));
            }
        }

        return failures.Count > 0 ? ValidateOptionsResult.Fail(failures) : ValidateOptionsResult.Success;
    }
}
