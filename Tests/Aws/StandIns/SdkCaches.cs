using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace OrleansDefender.Tests.Aws.StandIns;

/// <summary>What the SDK reads from environment and profile once per process.</summary>
internal static class SdkCaches
{
    /// <summary>Makes the SDK read it again.</summary>
    public static void Forget()
    {
        FallbackRegionFactory.Reset();
        FallbackInternalConfigurationFactory.Reset();
    }
}
