namespace OrleansDefender.Fleet;

/// <summary>The table of grains other than things that want to be woken: what makes their work durable.</summary>
public interface IDueList
{
    /// <summary>Writes a row durably; an older revision than the stored one changes nothing.</summary>
    Task UpsertAsync(DueRow row, CancellationToken cancellationToken = default);

    /// <summary>
    /// Grains due at <paramref name="now"/>, the longest due first, leased to the caller for <paramref name="lease"/> so that two silos do not wake the
    /// same ones. A grain stays due until it writes a row with another due time.
    /// </summary>
    Task<IReadOnlyList<(DueKind Kind, string Key)>> ClaimDueAsync(DateTimeOffset now, TimeSpan lease, int limit, CancellationToken cancellationToken = default);
}
