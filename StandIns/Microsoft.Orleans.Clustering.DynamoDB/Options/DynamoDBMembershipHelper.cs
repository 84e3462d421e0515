using System.Globalization;

using Orleans.Configuration;

namespace Orleans.Clustering.DynamoDB;

/// <summary>Reads settings out of one string.</summary>
public class DynamoDBMembershipHelper
{
    /// <summary>Puts what <c>Key=Value;…</c> says into options. Keys are Service, TableName, AccessKey, SecretKey, ReadCapacityUnits and WriteCapacityUnits; others are passed over.</summary>
    /// <param name="dataConnectionString">The string.</param>
    /// <param name="options">The options to fill.</param>
    /// <exception cref="OrleansConfigurationException">A number cannot be read.</exception>
    public static void ParseDataConnectionString(string dataConnectionString, DynamoDBClusteringOptions options)
    {
        ArgumentNullException.ThrowIfNull(dataConnectionString);
        ArgumentNullException.ThrowIfNull(options);
        foreach (var pair in dataConnectionString.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            // A secret may hold the sign too.
            var sign = pair.IndexOf('=', StringComparison.Ordinal);
            if (sign <= 0)
            {
                continue;
            }

            var value = pair[(sign + 1)..].Trim();
            switch (pair[..sign].Trim())
            {
                case nameof(options.Service): options.Service = value; break;
                case nameof(options.TableName): options.TableName = value; break;
                case nameof(options.AccessKey): options.AccessKey = value; break;
                case nameof(options.SecretKey): options.SecretKey = value; break;
                case nameof(options.ReadCapacityUnits): options.ReadCapacityUnits = NumberOf(pair[..sign], value); break;
                case nameof(options.WriteCapacityUnits): options.WriteCapacityUnits = NumberOf(pair[..sign], value); break;
                default: break;
            }
        }
    }

    private static int NumberOf(string key, string value) => int.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw new OrleansConfigurationException($"DynamoDB: {key.Trim()} is '{value}' and not a whole number.");
}
