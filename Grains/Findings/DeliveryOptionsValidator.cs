using Microsoft.Extensions.Options;

namespace OrleansDefender.Findings;

/// <summary>Checks <see cref="DeliveryOptions"/> at start.</summary>
internal sealed class DeliveryOptionsValidator : IValidateOptions<DeliveryOptions>
{
    /// <inheritdoc />
    public ValidateOptionsResult Validate(string? name, DeliveryOptions options)
    {
        var failures = new List<string>();
        Require(nameof(options.MaxWaitingFindings), options.MaxWaitingFindings, 1, 1_000_000);
        Require(nameof(options.MaxWaitingBytes), options.MaxWaitingBytes, 1_000_000, 16L * 1024 * 1024 * 1024);
        Require(nameof(options.CallsPerSecond), options.CallsPerSecond, 1, 1_000);
        Require(nameof(options.Burst), options.Burst, 1, 1_000);
        Require(nameof(options.CallsInFlight), options.CallsInFlight, 1, 100);
        if (options.CallTimeout < TimeSpan.FromSeconds(1) || options.CallTimeout > TimeSpan.FromSeconds(60))
        {
            failures.Add($"{Key(nameof(options.CallTimeout))} must be from 00:00:01 to 00:01:00, and is {options.CallTimeout}.");
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);

        void Require(string option, long value, long least, long most)
        {
            if (value < least || value > most)
            {
                failures.Add($"{Key(option)} must be from {least} to {most}, and is {value}.");
            }
        }

        static string Key(string option) => $"{DeliveryOptions.SectionName}:{option}";
    }
}
