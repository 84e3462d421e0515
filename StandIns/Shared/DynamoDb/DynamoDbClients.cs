using Amazon;
using Amazon.DynamoDBv2;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;

namespace Orleans.DynamoDb;

/// <summary>The clients of this process: one for each place and identity, however many providers use it, for as long as one does.</summary>
internal static class DynamoDbClients
{
    // An attempt that hangs is given up early enough for the SDK to repeat it inside the time a caller in the cluster waits (30 s). The HTTP client's own limit is 100 s.
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(5);

    private static readonly Lock Gate = new();
    private static readonly Dictionary<DynamoDbAccess, Shared> Clients = [];

    /// <summary>Gives a share in the client for an access.</summary>
    /// <exception cref="OrleansConfigurationException">The region or the profile does not exist, or there is no region at all.</exception>
    public static DynamoDbClientLease Rent(DynamoDbAccess access)
    {
        lock (Gate)
        {
            if (!Clients.TryGetValue(access, out var shared))
            {
                shared = new Shared(Create(access));
                Clients.Add(access, shared);
            }

            shared.Shares++;
            return new DynamoDbClientLease(shared.Client, () => GiveBack(access));
        }
    }

    private static void GiveBack(DynamoDbAccess access)
    {
        lock (Gate)
        {
            var shared = Clients[access];
            if (--shared.Shares == 0)
            {
                Clients.Remove(access);
                shared.Client.Dispose();
            }
        }
    }

    private static AmazonDynamoDBClient Create(DynamoDbAccess access)
    {
        var config = new AmazonDynamoDBConfig { Timeout = AttemptTimeout };
        if (access.Service is { } service && service.Contains("://", StringComparison.Ordinal))
        {
            // An endpoint of one's own (an emulator): it asks for credentials and looks at none.
            config.ServiceURL = service;
            return new AmazonDynamoDBClient(new BasicAWSCredentials("dummy", "dummyKey"), config);
        }

        config.RegionEndpoint = RegionOf(access.Service);
        return CredentialsOf(access) is { } credentials ? new AmazonDynamoDBClient(credentials, config) : new AmazonDynamoDBClient(config);
    }

    private static RegionEndpoint RegionOf(string? service)
    {
        if (string.IsNullOrWhiteSpace(service))
        {
            return FallbackRegionFactory.GetRegionEndpoint()
                ?? throw new OrleansConfigurationException("DynamoDB: no region. Set Service to a region's name or an endpoint's URL, or AWS_REGION in the environment.");
        }

        return RegionEndpoint.EnumerableAllRegions.FirstOrDefault(region => region.SystemName == service)
            ?? throw new OrleansConfigurationException($"DynamoDB: Service is '{service}', which is neither a URL nor a region that this version of the AWS SDK knows.");
    }

    private static AWSCredentials? CredentialsOf(DynamoDbAccess access)
    {
        if (!string.IsNullOrEmpty(access.AccessKey) && !string.IsNullOrEmpty(access.SecretKey))
        {
            return string.IsNullOrEmpty(access.Token)
                ? new BasicAWSCredentials(access.AccessKey, access.SecretKey)
                : new SessionAWSCredentials(access.AccessKey, access.SecretKey, access.Token);
        }

        if (string.IsNullOrEmpty(access.ProfileName))
        {
            return null;
        }

        return new CredentialProfileStoreChain().TryGetAWSCredentials(access.ProfileName, out var credentials)
            ? credentials
            : throw new OrleansConfigurationException($"DynamoDB: there is no profile '{access.ProfileName}' with credentials.");
    }

    private sealed class Shared(AmazonDynamoDBClient client)
    {
        public AmazonDynamoDBClient Client { get; } = client;

        public int Shares { get; set; }
    }
}
