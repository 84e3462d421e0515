using System.Collections.Immutable;

namespace OrleansDefender.Audits;

/// <summary>The port to AWS IoT Device Defender's audits. Keeps the operations' quotas; retries what passes (throttling, lost answers, 5xx).</summary>
public interface IAuditApi
{
    /// <summary>A page of up to 250 findings of a check of a run, suppressed ones included.</summary>
    /// <param name="scope">The account and Region.</param>
    /// <param name="taskId">The run.</param>
    /// <param name="check">The check.</param>
    /// <param name="nextToken">Where the page before ended; absent for the first.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="AuditGoneException">AWS IoT no longer has the run, or refuses to list it for good.</exception>
    Task<ListedPage> ListFindingsAsync(AccountRegion scope, string taskId, string check, string? nextToken, CancellationToken cancellationToken);

    /// <summary>What a run is; <see langword="null"/> where AWS IoT no longer has it.</summary>
    Task<AuditRun?> DescribeTaskAsync(AccountRegion scope, string taskId, CancellationToken cancellationToken);

    /// <summary>A finding by the id of one of its listings; <see langword="null"/> where AWS IoT no longer has it.</summary>
    Task<ListedFinding?> DescribeFindingAsync(AccountRegion scope, string findingId, CancellationToken cancellationToken);

    /// <summary>The ids of runs that ended within a stretch of time, in no order: AWS keeps 90 days and refuses to look further back.</summary>
    IAsyncEnumerable<string> ListTasksAsync(AccountRegion scope, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken);

    /// <summary>The suppressions that are in force, as events at <paramref name="now"/>.</summary>
    IAsyncEnumerable<SuppressionEvent> ListSuppressionsAsync(AccountRegion scope, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>The first <paramref name="most"/> resources that a finding is related to.</summary>
    Task<ImmutableArray<RelatedResource>> ListRelatedAsync(AccountRegion scope, string findingId, int most, CancellationToken cancellationToken);

    /// <summary>A page of up to 250 of the things that a certificate belongs to. A single attempt: the caller keeps the quota and repeats.</summary>
    /// <param name="scope">The account and Region.</param>
    /// <param name="certificateId">The certificate. One that AWS IoT does not know belongs to no thing.</param>
    /// <param name="nextToken">Where the page before ended; absent for the first.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<ThingsPage> ListPrincipalThingsAsync(AccountRegion scope, string certificateId, string? nextToken, CancellationToken cancellationToken);
}
