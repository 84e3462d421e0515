#nullable enable

using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace OrleansDefender.StandIns;

/// <summary>
/// The named sets of defaults (<c>AWS_DEFAULTS_MODE</c>) that every service package brings along. Retries are of the standard kind in all
/// of them; the time a connection may take differs. Values as AWSSDK.SQS has them.
/// </summary>
internal static class StandInDefaults
{
    private static readonly TimeSpan WithinRegion = TimeSpan.FromMilliseconds(1100);
    private static readonly TimeSpan AcrossRegions = TimeSpan.FromMilliseconds(3100);
    private static readonly TimeSpan OverMobile = TimeSpan.FromSeconds(30);

    /// <summary>A provider of all sets.</summary>
    public static IDefaultConfigurationProvider Provider() => new DefaultConfigurationProvider(
        [
            Set(DefaultConfigurationMode.Standard, AcrossRegions),
            Set(DefaultConfigurationMode.InRegion, WithinRegion),
            Set(DefaultConfigurationMode.CrossRegion, AcrossRegions),
            Set(DefaultConfigurationMode.Mobile, OverMobile),
            Set(DefaultConfigurationMode.Auto, WithinRegion),
        ]);

    private static DefaultConfiguration Set(DefaultConfigurationMode name, TimeSpan connect) => new()
    {
        Name = name,
        RetryMode = RequestRetryMode.Standard,
        S3UsEast1RegionalEndpoint = S3UsEast1RegionalEndpointValue.Regional,
        ConnectTimeout = connect,
        TlsNegotiationTimeout = connect,
        TimeToFirstByteTimeout = null,
        HttpRequestTimeout = null,
    };
}
