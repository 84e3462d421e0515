using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;

using OrleansDefender.Audits;

namespace OrleansDefender.Tests.Cluster.Audits;

/// <summary>The audits of an account, behind the port: pages of findings by run and check, and calls that can be made to fail.</summary>
internal sealed class AuditShelf : IAuditApi
{
    private readonly ConcurrentDictionary<(string Task, string Check), ImmutableArray<ListedFinding>> _lists = new();
    private readonly ConcurrentDictionary<string, AuditRun> _runs = new();
    private int _calls;

    public int PageSize { get; set; } = 250;

    /// <summary>Pages that were listed.</summary>
    public int Calls => _calls;

    /// <summary>Runs before each page, with the number of the call: may throw, or wait.</summary>
    public Func<int, Task> BeforePage { get; set; } = static _ => Task.CompletedTask;

    /// <summary>What a page is refused with, by its check and token; <see langword="null"/>: it is listed.</summary>
    public Func<string, string?, Exception?> Refuses { get; set; } = static (_, _) => null;

    public List<SuppressionEvent> Suppressions { get; } = [];

    /// <summary>Fails the list of suppressions while it is set.</summary>
    public bool HidesSuppressions { get; set; }

    /// <summary>Runs before each list of runs.</summary>
    public Func<Task> BeforeTasks { get; set; } = static () => Task.CompletedTask;

    public void Put(AuditRun run, IEnumerable<ListedFinding> findings)
    {
        _runs[run.TaskId] = run;
        foreach (var check in findings.GroupBy(finding => finding.Check))
        {
            _lists[(run.TaskId, check.Key)] = [.. check];
        }
    }

    public async Task<ListedPage> ListFindingsAsync(AccountRegion scope, string taskId, string check, string? nextToken, CancellationToken cancellationToken)
    {
        await BeforePage(Interlocked.Increment(ref _calls));
        if (Refuses(check, nextToken) is { } refusal)
        {
            throw refusal;
        }

        if (!_runs.ContainsKey(taskId))
        {
            throw new AuditGoneException($"There is no audit {taskId}.");
        }

        var list = _lists.GetValueOrDefault((taskId, check), []);
        var from = nextToken is null ? 0 : int.Parse(nextToken, CultureInfo.InvariantCulture);
        var next = from + PageSize;
        return new ListedPage([.. list.Skip(from).Take(PageSize)], next < list.Length ? next.ToString(CultureInfo.InvariantCulture) : null);
    }

    public Task<AuditRun?> DescribeTaskAsync(AccountRegion scope, string taskId, CancellationToken cancellationToken) =>
        Task.FromResult(_runs.GetValueOrDefault(taskId));

    public Task<ListedFinding?> DescribeFindingAsync(AccountRegion scope, string findingId, CancellationToken cancellationToken) =>
        Task.FromResult(_lists.Values.SelectMany(list => list).FirstOrDefault(finding => finding.FindingId == findingId));

    public IAsyncEnumerable<string> ListTasksAsync(AccountRegion scope, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken) =>
        Each(_runs.Values.Where(run => run.StartedAt >= from && run.StartedAt <= until).Select(run => run.TaskId), BeforeTasks, cancellationToken);

    public IAsyncEnumerable<SuppressionEvent> ListSuppressionsAsync(AccountRegion scope, DateTimeOffset now, CancellationToken cancellationToken) =>
        Each(
            Suppressions.ToList().Select(suppression => suppression with { Time = now }),
            () => HidesSuppressions ? throw new IOException("The list is not to be had.") : Task.CompletedTask,
            cancellationToken);

    public Task<ImmutableArray<RelatedResource>> ListRelatedAsync(AccountRegion scope, string findingId, int most, CancellationToken cancellationToken) =>
        Task.FromResult<ImmutableArray<RelatedResource>>([]);

    public Task<ThingsPage> ListPrincipalThingsAsync(AccountRegion scope, string certificateId, string? nextToken, CancellationToken cancellationToken) =>
        Task.FromResult(new ThingsPage([], null));

    private static async IAsyncEnumerable<T> Each<T>(IEnumerable<T> items, Func<Task> before, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await before();
        foreach (var item in items)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return item;
        }
    }
}
