namespace OrleansDefender.Ingress.Queues;

/// <summary>The bounds of batch calls and of their repeats.</summary>
internal sealed record BatchLimits
{
    /// <summary>Entries a call; SQS takes ten.</summary>
    public int MaxEntries { get; init; } = 10;

    /// <summary>
    /// Bytes a call. A single greater entry goes alone. SQS took 256 KiB a call until 2025 and takes 1 MiB since; the smaller is kept, so that it works everywhere.
    /// </summary>
    public int MaxBytes { get; init; } = 250_000;

    /// <summary>Calls under way at once.</summary>
    public int MaxSenders { get; init; } = 8;

    /// <summary>Tries of an entry, the first included.</summary>
    public int MaxAttempts { get; init; } = 6;

    /// <summary>The wait before the second try; each further one is twice as long.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest wait between two tries.</summary>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromSeconds(3);
}
