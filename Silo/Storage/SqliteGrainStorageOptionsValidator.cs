namespace OrleansDefender.Silo.Storage;

/// <summary>Refuses settings of a grain storage that cannot work, before the silo joins its cluster.</summary>
internal sealed class SqliteGrainStorageOptionsValidator(SqliteGrainStorageOptions options, string name) : IConfigurationValidator
{
    /// <inheritdoc/>
    public void ValidateConfiguration()
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            throw new OrleansConfigurationException("A SQLite grain storage needs a name.");
        }

        if (options.TimeToLive is { } timeToLive && timeToLive < TimeSpan.FromSeconds(1))
        {
            throw new OrleansConfigurationException(
                $"{nameof(SqliteGrainStorageOptions.TimeToLive)} of the grain storage '{name}' is {timeToLive}; it must be absent or at least one second.");
        }
    }
}
