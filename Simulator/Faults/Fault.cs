namespace OrleansDefender.Simulator.Faults;

/// <summary>One fault that is in force.</summary>
/// <param name="Operation">An operation (<c>SendMessage</c>), <c>*</c> for every one, or <c>service:operation</c> and <c>service:*</c>.</param>
/// <param name="Kind">What goes wrong.</param>
/// <param name="Rate">The share of calls it strikes, above 0 to 1.</param>
/// <param name="Until">When it ends; <see langword="null"/> = when it is removed.</param>
/// <param name="Delay">Of latency: how long.</param>
internal sealed record Fault(string Operation, FaultKind Kind, double Rate, DateTimeOffset? Until, TimeSpan Delay)
{
    /// <summary>How many calls it has struck.</summary>
    public long Hits { get; set; }

    /// <summary>Whether the fault is about an operation of a service.</summary>
    public bool Concerns(string service, string operation)
    {
        var colon = Operation.IndexOf(':', StringComparison.Ordinal);
        if (colon >= 0 && !Operation.AsSpan(0, colon).Equals(service, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var name = Operation.AsSpan(colon + 1);
        return name is "*" || name.SequenceEqual(operation);
    }
}
