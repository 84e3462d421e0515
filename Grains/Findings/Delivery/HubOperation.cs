namespace OrleansDefender.Findings.Delivery;

/// <summary>The two operations of Security Hub that delivery uses; each has its own quota.</summary>
internal enum HubOperation
{
    /// <summary>BatchImportFindings.</summary>
    Import,

    /// <summary>BatchUpdateFindings.</summary>
    Update,
}
