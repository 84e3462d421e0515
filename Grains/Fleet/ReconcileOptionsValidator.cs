using Microsoft.Extensions.Options;

namespace OrleansDefender.Fleet;

/// <summary>Checks <see cref="ReconcileOptions"/> at start.</summary>
internal sealed class ReconcileOptionsValidator : IValidateOptions<ReconcileOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, ReconcileOptions options) => options.IntervalMinutes is >= 15 and <= 10_080
        ? ValidateOptionsResult.Success
        : ValidateOptionsResult.Fail($"{ReconcileOptions.Section}:{nameof(ReconcileOptions.IntervalMinutes)} is {options.IntervalMinutes}; it must be 15 to 10080.");
}
