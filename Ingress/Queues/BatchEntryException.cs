namespace OrleansDefender.Ingress.Queues;

/// <summary>One entry of a batch call failed for good, or more often than it is tried.</summary>
internal sealed class BatchEntryException(string code, Exception? inner = null)
    : Exception($"The batch entry failed: {code}.", inner)
{
    /// <summary>The service's error code.</summary>
    public string Code { get; } = code;
}
