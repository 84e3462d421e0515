namespace Orleans.Configuration;

/// <summary>Stops a silo whose options of a grain storage cannot work.</summary>
/// <param name="options">The options.</param>
/// <param name="name">The storage's name.</param>
public class DynamoDBGrainStorageOptionsValidator(DynamoDBStorageOptions options, string name) : IConfigurationValidator
{
    /// <inheritdoc/>
    /// <exception cref="OrleansConfigurationException">The table has no name, or capacity is provisioned and is none.</exception>
    public void ValidateConfiguration()
    {
        if (string.IsNullOrWhiteSpace(options.TableName))
        {
            throw Wrong($"{nameof(options.TableName)} is empty");
        }

        if (options.UseProvisionedThroughput)
        {
            if (options.ReadCapacityUnits == 0)
            {
                throw Wrong($"{nameof(options.ReadCapacityUnits)} is 0 with provisioned throughput");
            }

            if (options.WriteCapacityUnits == 0)
            {
                throw Wrong($"{nameof(options.WriteCapacityUnits)} is 0 with provisioned throughput");
            }
        }
    }

    private OrleansConfigurationException Wrong(string what) => new($"Configuration of the DynamoDB grain storage '{name}' is invalid: {what}.");
}
