using System.Collections.Immutable;

using Amazon;
using Amazon.Runtime;

using OrleansDefender.Audits;

using Sdk = Amazon.IoT.Model;

namespace OrleansDefender.Silo.Aws;

/// <summary>AWS IoT Device Defender's audits by the AWS SDK.</summary>
/// <remarks>
/// Names that AWS IoT would refuse by their form are not asked for: nothing has such a name, and in a request's path some of them (<c>..</c>) would name
/// another operation.
/// </remarks>
internal sealed partial class AuditApi(AwsClients clients, TimeProvider time, ILogger<AuditApi> logger) : IAuditApi
{
    private const int PageSize = 250;
    private const int MostTaskIdCharacters = 40;
    private const int MostFindingIdCharacters = 128;
    private const int MostCertificateIdCharacters = 64;

    // 10 calls a second, fixed. An audit is as long as its list takes, so that this one is used almost in full.
    private static readonly TimeSpan ListFindings = TimeSpan.FromMilliseconds(105);

    // 10 calls a second; nothing hurries here, and a part is left for whatever else lists them in the account. The list of related resources has no published
    // quota: it is taken for one like the others.
    private static readonly TimeSpan ListOthers = TimeSpan.FromMilliseconds(150);

    // 25 calls a second.
    private static readonly TimeSpan Describe = TimeSpan.FromMilliseconds(50);

    private readonly PacedCalls _calls = new(time);

    /// <inheritdoc />
    public async Task<ListedPage> ListFindingsAsync(
        AccountRegion scope, string taskId, string check, string? nextToken, CancellationToken cancellationToken)
    {
        const string Operation = "ListAuditFindings";
        var request = new Sdk.ListAuditFindingsRequest { TaskId = taskId, CheckName = check, MaxResults = PageSize, NextToken = nextToken };
        Sdk.ListAuditFindingsResponse response;
        try
        {
            response = await _calls.CallAsync(
                scope, Operation, ListFindings, token => clients.IoT(scope).ListAuditFindingsAsync(request, token), cancellationToken).ConfigureAwait(false);
        }
        catch (AmazonServiceException exception) when (IsGone(exception))
        {
            throw new AuditGoneException($"AWS IoT refuses to list {check} of audit {taskId}: {exception.ErrorCode}.", exception);
        }

        var now = time.GetUtcNow();
        var listed = response.Findings ?? [];
        var findings = listed.Select(finding => AuditMapping.Read(finding, check, now)).OfType<ListedFinding>().ToImmutableArray();
        if (findings.Length < listed.Count)
        {
            LogSkippedFindings(logger, listed.Count - findings.Length, check, taskId, TypeOfSkipped(listed, check, now));
        }

        return new ListedPage(findings, PacedCalls.NextOf(Operation, nextToken, response.NextToken));
    }

    /// <inheritdoc />
    public async Task<AuditRun?> DescribeTaskAsync(AccountRegion scope, string taskId, CancellationToken cancellationToken)
    {
        var response = IsName(taskId, MostTaskIdCharacters, "-")
            ? await UnlessGone(
                scope,
                "DescribeAuditTask",
                Describe,
                token => clients.IoT(scope).DescribeAuditTaskAsync(new Sdk.DescribeAuditTaskRequest { TaskId = taskId }, token),
                cancellationToken).ConfigureAwait(false)
            : null;
        return response is null ? null : AuditMapping.Read(scope, taskId, response);
    }

    /// <inheritdoc />
    public async Task<ListedFinding?> DescribeFindingAsync(AccountRegion scope, string findingId, CancellationToken cancellationToken)
    {
        var response = IsName(findingId, MostFindingIdCharacters, "_-")
            ? await UnlessGone(
                scope,
                "DescribeAuditFinding",
                Describe,
                token => clients.IoT(scope).DescribeAuditFindingAsync(new Sdk.DescribeAuditFindingRequest { FindingId = findingId }, token),
                cancellationToken).ConfigureAwait(false)
            : null;
        if (response?.Finding is not { } described)
        {
            return null;
        }

        var finding = AuditMapping.Read(described, null, time.GetUtcNow());
        if (finding is null)
        {
            LogSkippedFinding(logger, findingId, described.CheckName, described.NonCompliantResource?.ResourceType?.Value);
        }

        return finding;
    }

    /// <inheritdoc />
    public IAsyncEnumerable<string> ListTasksAsync(AccountRegion scope, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken) =>
        _calls.PagesAsync(
            scope,
            "ListAuditTasks",
            ListOthers,
            async (page, token) =>
            {
                var request = new Sdk.ListAuditTasksRequest { StartTime = from.UtcDateTime, EndTime = until.UtcDateTime, MaxResults = PageSize, NextToken = page };
                var response = await clients.IoT(scope).ListAuditTasksAsync(request, token).ConfigureAwait(false);
                var ended = (response.Tasks ?? [])
                    .Where(static task => task.TaskStatus?.Value != "IN_PROGRESS" && !string.IsNullOrEmpty(task.TaskId))
                    .Select(static task => task.TaskId);
                return (ended, response.NextToken);
            },
            cancellationToken);

    /// <inheritdoc />
    public IAsyncEnumerable<SuppressionEvent> ListSuppressionsAsync(AccountRegion scope, DateTimeOffset now, CancellationToken cancellationToken) =>
        _calls.PagesAsync(
            scope,
            "ListAuditSuppressions",
            ListOthers,
            async (page, token) =>
            {
                var request = new Sdk.ListAuditSuppressionsRequest { MaxResults = PageSize, NextToken = page };
                var response = await clients.IoT(scope).ListAuditSuppressionsAsync(request, token).ConfigureAwait(false);
                var listed = response.Suppressions ?? [];
                var unknown = listed.Count(static suppression => AuditMapping.Read(suppression.ResourceIdentifier) is null);
                if (unknown > 0)
                {
                    LogSkippedSuppressions(logger, unknown);
                }

                return (listed.Select(suppression => AuditMapping.Read(suppression, now)).OfType<SuppressionEvent>(), response.NextToken);
            },
            cancellationToken);

    /// <inheritdoc />
    public async Task<ImmutableArray<RelatedResource>> ListRelatedAsync(AccountRegion scope, string findingId, int most, CancellationToken cancellationToken)
    {
        const string Operation = "ListRelatedResourcesForAuditFinding";
        if (most <= 0)
        {
            return [];
        }

        var related = ImmutableArray.CreateBuilder<RelatedResource>();
        string? page = null;
        do
        {
            var request = new Sdk.ListRelatedResourcesForAuditFindingRequest
            {
                FindingId = findingId,
                MaxResults = Math.Min(most - related.Count, PageSize),
                NextToken = page,
            };
            var response = await UnlessGone(
                scope, Operation, ListOthers, token => clients.IoT(scope).ListRelatedResourcesForAuditFindingAsync(request, token), cancellationToken)
                .ConfigureAwait(false);
            related.AddRange((response?.RelatedResources ?? []).Select(AuditMapping.Read).OfType<RelatedResource>().Take(most - related.Count));
            page = PacedCalls.NextOf(Operation, page, response?.NextToken);
        }
        while (page is not null && related.Count < most);

        return related.ToImmutable();
    }

    /// <inheritdoc />
    public async Task<ThingsPage> ListPrincipalThingsAsync(AccountRegion scope, string certificateId, string? nextToken, CancellationToken cancellationToken)
    {
        if (!IsName(certificateId, MostCertificateIdCharacters, ""))
        {
            return new ThingsPage([], null);
        }

        var partition = RegionEndpoint.GetBySystemName(scope.Region).PartitionName;
        var principal = $"arn:{partition}:iot:{scope.Region}:{scope.Account}:cert/{certificateId}";
        var request = new Sdk.ListPrincipalThingsRequest { Principal = principal, MaxResults = PageSize, NextToken = nextToken };
        Sdk.ListPrincipalThingsResponse response;
        try
        {
            response = await clients.IoT(scope).ListPrincipalThingsAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (AmazonServiceException exception) when (nextToken is null && IsGone(exception))
        {
            return new ThingsPage([], null);
        }

        return new ThingsPage(
            [.. (response.Things ?? []).Where(static thing => !string.IsNullOrEmpty(thing))],
            PacedCalls.NextOf("ListPrincipalThings", nextToken, response.NextToken));
    }

    [LoggerMessage(LogLevel.Warning, "{Count} findings of {Check} in audit {TaskId} name their resource by nothing that is known here, and are left out; the first is a {ResourceType}")]
    private static partial void LogSkippedFindings(ILogger logger, int count, string check, string taskId, string? resourceType);

    [LoggerMessage(LogLevel.Warning, "Audit finding {FindingId} of {Check} names its resource, a {ResourceType}, by nothing that is known here, and is left out")]
    private static partial void LogSkippedFinding(ILogger logger, string findingId, string? check, string? resourceType);

    [LoggerMessage(LogLevel.Warning, "{Count} audit suppressions name their resource by nothing that is known here, and are left out")]
    private static partial void LogSkippedSuppressions(ILogger logger, int count);

    private static string? TypeOfSkipped(List<Sdk.AuditFinding> listed, string check, DateTimeOffset now) =>
        listed.First(finding => AuditMapping.Read(finding, check, now) is null).NonCompliantResource?.ResourceType?.Value;

    // By name: both are refusals for good, whatever the status. AWS IoT says InvalidRequest of an audit that is older than it keeps them.
    private static bool IsGone(AmazonServiceException exception) =>
        exception.ErrorCode is "ResourceNotFoundException" or "InvalidRequestException";

    // The forms of names in AWS IoT: ASCII letters, digits, and a few signs.
    private static bool IsName(string? name, int most, string signs) =>
        name is { Length: > 0 } && name.Length <= most && name.All(character => char.IsAsciiLetterOrDigit(character) || signs.Contains(character));

    private async Task<T?> UnlessGone<T>(
        AccountRegion scope, string operation, TimeSpan spacing, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await _calls.CallAsync(scope, operation, spacing, call, cancellationToken).ConfigureAwait(false);
        }
        catch (AmazonServiceException exception) when (IsGone(exception))
        {
            return null;
        }
    }
}
