using Amazon.Runtime;
using Amazon.SQS;

using Xunit;

namespace OrleansDefender.Tests.Aws.Ingress;

/// <summary>A running SQS server for a class of tests.</summary>
public abstract class SqsServer : IAsyncLifetime
{
    /// <summary>Why there is none; absent where there is.</summary>
    public string? Unavailable { get; protected set; }

    /// <summary>Its address.</summary>
    public string Url { get; protected set; } = "";

    /// <summary>A client without retries of its own: what a call answers is what the pump gets.</summary>
    public AmazonSQSClient NewClient() => new(
        new BasicAWSCredentials("111122223333", "any"),
        new AmazonSQSConfig { ServiceURL = Url, AuthenticationRegion = "us-east-1", MaxErrorRetry = 0, MaxStaleConnectionRetries = 0, ThrottleRetries = false });

    public abstract ValueTask InitializeAsync();

    public abstract ValueTask DisposeAsync();
}
