#nullable enable

using Amazon.Runtime.Internal;

namespace OrleansDefender.StandIns;

/// <summary>The service's name for the SDK's metrics and user agent.</summary>
internal sealed class StandInServiceMetadata(string serviceId) : IServiceMetadata
{
    /// <inheritdoc />
    public string ServiceId { get; } = serviceId;

    /// <inheritdoc />
    public IDictionary<string, string> OperationNameMapping { get; } = new Dictionary<string, string>();
}
