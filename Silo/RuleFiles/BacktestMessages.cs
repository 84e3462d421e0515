namespace OrleansDefender.Silo.RuleFiles;

/// <summary>What became of the recorded messages in a backtest.</summary>
internal readonly record struct BacktestMessages
{
    /// <summary>All messages.</summary>
    public long Total { get; init; }

    /// <summary>Detect events that were replayed.</summary>
    public long Events { get; init; }

    /// <summary>Analysts' words and mitigations of single episodes that were replayed.</summary>
    public long Words { get; init; }

    /// <summary>Deletions and changes of things and security profiles, and mitigations of behaviors, that were replayed.</summary>
    public long Changes { get; init; }

    /// <summary>Skipped: ends of audit runs, suppressions and mitigations of audit findings, changes of certificates. What follows from them has to be asked of AWS.</summary>
    public long Audits { get; init; }

    /// <summary>Skipped: changes of the registry, for the registry would have to be asked what it says now.</summary>
    public long Registry { get; init; }

    /// <summary>Skipped, as the product does too: messages that mean nothing to it.</summary>
    public long Ignored { get; init; }

    /// <summary>Skipped: messages that cannot be understood.</summary>
    public long Unreadable { get; init; }

    /// <summary>Skipped: what is too far in the future, and events that a thing refused.</summary>
    public long Refused { get; init; }

    /// <summary>Skipped: words on episodes of which no event was recorded in time. The product would ask AWS IoT for them.</summary>
    public long UnknownEpisodes { get; init; }
}
