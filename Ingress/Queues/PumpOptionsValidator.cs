using Microsoft.Extensions.Options;

namespace OrleansDefender.Ingress.Queues;

/// <summary>Checks a pump's options; each message names the key and its rule.</summary>
internal sealed class PumpOptionsValidator : IValidateOptions<PumpOptions>
{
    /// <summary>SQS allows 120,000 messages of a queue in flight for all its readers; this is far below, and bounds memory.</summary>
    private const int MostInFlight = 20_000;

    public ValidateOptionsResult Validate(string? name, PumpOptions options)
    {
        var failures = new List<string>();
        CheckName(nameof(PumpOptions.QueueName), options.QueueName);
        CheckName(nameof(PumpOptions.DeadLetterQueueName), options.DeadLetterQueueName);
        if (!string.IsNullOrEmpty(options.QueueName) && options.QueueName == options.DeadLetterQueueName)
        {
            failures.Add($"Pumps:{name}:{nameof(PumpOptions.DeadLetterQueueName)} must be another queue than {nameof(PumpOptions.QueueName)}, "
                + $"but both are '{options.QueueName}'.");
        }

        CheckRange(nameof(PumpOptions.Receivers), options.Receivers, 1, 64);
        CheckRange(nameof(PumpOptions.MaxInFlight), options.MaxInFlight, QueuePump.BatchSize * Math.Max(1, options.Receivers), MostInFlight);
        CheckRange(nameof(PumpOptions.WaitSeconds), options.WaitSeconds, 1, 20);
        CheckRange(nameof(PumpOptions.VisibilitySeconds), options.VisibilitySeconds, 4, 43_200);
        CheckRange(nameof(PumpOptions.StopGraceSeconds), options.StopGraceSeconds, 0, 5);
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);

        void CheckName(string key, string value)
        {
            if (value is not { Length: > 0 and <= 80 } || !value.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
            {
                failures.Add($"Pumps:{name}:{key} must be the name of a standard queue (1 to 80 letters, digits, '-' or '_'), but is '{value}'.");
            }
        }

        void CheckRange(string key, int value, int least, int most)
        {
            if (value < least || value > most)
            {
                failures.Add($"Pumps:{name}:{key} must be {least} to {most}, but is {value}.");
            }
        }
    }
}
