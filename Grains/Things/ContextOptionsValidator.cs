using Microsoft.Extensions.Options;

namespace OrleansDefender.Things;

/// <summary>Checks <see cref="ContextOptions"/> at start.</summary>
internal sealed class ContextOptionsValidator : IValidateOptions<ContextOptions>
{
    private static readonly TimeSpan Least = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Most = TimeSpan.FromDays(30);

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, ContextOptions options) => options.MaxAge >= Least && options.MaxAge <= Most
        ? ValidateOptionsResult.Success
        : ValidateOptionsResult.Fail($"{ContextOptions.Section}:{nameof(ContextOptions.MaxAge)} is {options.MaxAge:c}; it must be {Least:c} to {Most:c}.");
}
