namespace OrleansDefender.Findings;

/// <summary>The AWS partition of a Region: the prefix of ARNs and the console's host.</summary>
/// <param name="Name">The partition, as in ARNs.</param>
/// <param name="ConsoleDomain">The console's domain; the Region goes before it.</param>
internal sealed record AwsPartition(string Name, string ConsoleDomain)
{
    private static readonly AwsPartition Commercial = new("aws", "console.aws.amazon.com");
    private static readonly AwsPartition China = new("aws-cn", "console.amazonaws.cn");
    private static readonly AwsPartition GovCloud = new("aws-us-gov", "console.amazonaws-us-gov.com");

    /// <summary>The partition of a Region.</summary>
    /// <remarks>
    /// By the Region's prefix, as AWS's own endpoint metadata defines partitions (their <c>regionRegex</c>). Console hosts: the hosts of China and GovCloud are
    /// of high confidence, that the pages are the same there is of medium confidence.
    /// </remarks>
    public static AwsPartition Of(string region) =>
        region.StartsWith("cn-", StringComparison.Ordinal) ? China
        : region.StartsWith("us-gov-", StringComparison.Ordinal) ? GovCloud
        : Commercial;

    /// <summary>A page of the AWS IoT console. <paramref name="fragment"/> begins with <c>#/</c>, its names percent-encoded.</summary>
    public string IotConsole(string region, string fragment) => $"https://{region}.{ConsoleDomain}/iot/home?region={region}{fragment}";
}
