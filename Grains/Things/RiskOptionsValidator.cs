using Microsoft.Extensions.Options;

namespace OrleansDefender.Things;

/// <summary>Checks <see cref="RiskOptions"/> at start.</summary>
internal sealed class RiskOptionsValidator : IValidateOptions<RiskOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, RiskOptions options)
    {
        var problems = new List<string>();
        Check(options.HalfLifeHours, 1, 8_760, nameof(options.HalfLifeHours));
        Check(options.FeedbackHalfLifeDays, 1, 3_650, nameof(options.FeedbackHalfLifeDays));
        Check(options.FeedbackFloor, 0.01, 1, nameof(options.FeedbackFloor));
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);

        void Check(double value, double least, double most, string key)
        {
            if (!(value >= least && value <= most))
            {
                problems.Add(FormattableString.Invariant($"{RiskOptions.Section}:{key} must be {least} to {most}; it is {value}."));
            }
        }
    }
}
