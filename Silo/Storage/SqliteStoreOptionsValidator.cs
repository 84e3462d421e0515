using Microsoft.Extensions.Options;

namespace OrleansDefender.Silo.Storage;

/// <summary>Refuses settings of the store that cannot work, before it is opened.</summary>
internal sealed class SqliteStoreOptionsValidator : IValidateOptions<SqliteStoreOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, SqliteStoreOptions options)
    {
        var errors = new List<string>();
        if (string.IsNullOrWhiteSpace(options.DataFolder))
        {
            errors.Add($"{nameof(SqliteStoreOptions.DataFolder)} must name a folder.");
        }

        Range(nameof(SqliteStoreOptions.ReadConnections), options.ReadConnections, 1, 64);
        Range(nameof(SqliteStoreOptions.QueueCapacity), options.QueueCapacity, 1, 1_000_000);
        Range(nameof(SqliteStoreOptions.MostPerTransaction), options.MostPerTransaction, 1, 10_000);
        if (options.BusyTimeout < TimeSpan.Zero || options.BusyTimeout > TimeSpan.FromMinutes(1))
        {
            errors.Add($"{nameof(SqliteStoreOptions.BusyTimeout)} is {options.BusyTimeout}; it must be between 0 and 1 minute.");
        }

        if (options.MostPages is { } pages && pages < 16)
        {
            errors.Add($"{nameof(SqliteStoreOptions.MostPages)} is {pages}; the empty tables alone need 16.");
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);

        void Range(string option, int value, int least, int most)
        {
            if (value < least || value > most)
            {
                errors.Add($"{option} is {value}; it must be between {least} and {most}.");
            }
        }
    }
}
