using System.Collections.Concurrent;
using System.Collections.Immutable;

using OrleansDefender.Audits;

namespace OrleansDefender.Tests.Aws.Ingress;

/// <summary>The port to AWS IoT's audits with what the ingress asks for, as a test scripts it.</summary>
public sealed class ScriptedAuditApi : IAuditApi
{
    /// <summary>Findings by the id of their listing.</summary>
    public ConcurrentDictionary<string, ListedFinding> Findings { get; } = [];

    /// <summary>Whether AWS IoT does not answer.</summary>
    public bool IsAway { get; set; }

    public Task<ListedFinding?> DescribeFindingAsync(AccountRegion scope, string findingId, CancellationToken cancellationToken)
    {
        Check();
        return Task.FromResult(Findings.GetValueOrDefault(findingId));
    }

    public Task<ListedPage> ListFindingsAsync(AccountRegion scope, string taskId, string check, string? nextToken, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<AuditRun?> DescribeTaskAsync(AccountRegion scope, string taskId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public IAsyncEnumerable<string> ListTasksAsync(AccountRegion scope, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public IAsyncEnumerable<SuppressionEvent> ListSuppressionsAsync(AccountRegion scope, DateTimeOffset now, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<ImmutableArray<RelatedResource>> ListRelatedAsync(AccountRegion scope, string findingId, int most, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<ThingsPage> ListPrincipalThingsAsync(AccountRegion scope, string certificateId, string? nextToken, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    private void Check()
    {
        if (IsAway)
        {
            throw new InvalidOperationException("AWS IoT does not answer.");
        }
    }
}
