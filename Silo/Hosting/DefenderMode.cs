namespace OrleansDefender.Silo.Hosting;

/// <summary>Where the AWS services are that the product works with.</summary>
public enum DefenderMode
{
    /// <summary>On this machine: a simulator answers for SQS, AWS IoT and Security Hub. Nothing leaves loopback, no credentials are needed.</summary>
    Local = 0,

    /// <summary>In AWS: real endpoints, and credentials from the SDK's chain.</summary>
    Aws = 1,
}
