using System.Collections.Concurrent;
using System.Collections.Immutable;

using OrleansDefender.Audits;

namespace OrleansDefender.Tests.Cluster.Audits;

/// <summary>The port to AWS IoT's audits with the one operation that look-ups of certificates use, by account.</summary>
internal sealed class PrincipalRouter(ConcurrentDictionary<AccountRegion, PrincipalList> lists) : IAuditApi
{
    public Task<ThingsPage> ListPrincipalThingsAsync(AccountRegion scope, string certificateId, string? nextToken, CancellationToken cancellationToken) =>
        lists[scope].ListAsync(certificateId, nextToken, cancellationToken);

    public Task<ListedPage> ListFindingsAsync(AccountRegion scope, string taskId, string check, string? nextToken, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<AuditRun?> DescribeTaskAsync(AccountRegion scope, string taskId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ListedFinding?> DescribeFindingAsync(AccountRegion scope, string findingId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public IAsyncEnumerable<string> ListTasksAsync(AccountRegion scope, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public IAsyncEnumerable<SuppressionEvent> ListSuppressionsAsync(AccountRegion scope, DateTimeOffset now, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<ImmutableArray<RelatedResource>> ListRelatedAsync(AccountRegion scope, string findingId, int most, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}
