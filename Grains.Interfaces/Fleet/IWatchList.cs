using OrleansDefender.Things;

namespace OrleansDefender.Fleet;

/// <summary>The table of what needs attention: a database's index over the fleet, so that no question has to visit every thing.</summary>
public interface IWatchList
{
    /// <summary>Writes a row durably; an older revision than the stored one changes nothing.</summary>
    Task UpsertAsync(WatchRow row, CancellationToken cancellationToken = default);

    /// <summary>A page of rows, the most severe first.</summary>
    /// <exception cref="FormatException">The cursor is not one that this list gave.</exception>
    Task<WatchPage> QueryAsync(WatchQuery query, CancellationToken cancellationToken = default);

    /// <summary>
    /// Things of an account and Region that have an open alarm, by their names' order (UTF-8 octets). What changes while pages are walked through moves no thing from one to the other.
    /// </summary>
    /// <param name="scope">The account and Region.</param>
    /// <param name="after">The name of the last thing of the page before; absent: from the begin.</param>
    /// <param name="limit">The most things, 1 to 1,000: with fewer the walk is at its end.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IReadOnlyList<ThingKey>> WalkOpenAsync(AccountRegion scope, string? after, int limit, CancellationToken cancellationToken = default);

    /// <summary>Things of an account and Region of which something is withheld, in the order and with the promises of <see cref="WalkOpenAsync"/>.</summary>
    /// <param name="scope">The account and Region.</param>
    /// <param name="after">The name of the last thing of the page before; absent: from the begin.</param>
    /// <param name="limit">The most things, 1 to 1,000: with fewer the walk is at its end.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IReadOnlyList<ThingKey>> WalkWithheldAsync(AccountRegion scope, string? after, int limit, CancellationToken cancellationToken = default);

    /// <summary>
    /// Has things due at a moment that were to be due later or not at all, and ends their leases; durable when this returns. Their rows' revisions stay: the
    /// next row of such a thing decides anew, and until then it stays due. Things that are due earlier, and unknown ones, are left alone.
    /// </summary>
    /// <param name="things">The things, at most 1,000.</param>
    /// <param name="at">When they are due.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task MakeDueAsync(IReadOnlyList<ThingKey> things, DateTimeOffset at, CancellationToken cancellationToken = default);

    /// <summary>Counts over the whole list.</summary>
    Task<FleetCounts> CountAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Things due at <paramref name="now"/>, the longest due first, leased to the caller for <paramref name="lease"/> so that two silos do not wake the
    /// same ones. A thing stays due until it writes a row with another due time.
    /// </summary>
    Task<IReadOnlyList<ThingKey>> ClaimDueAsync(DateTimeOffset now, TimeSpan lease, int limit, CancellationToken cancellationToken = default);
}
