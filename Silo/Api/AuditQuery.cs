using System.Globalization;

using OrleansDefender.Silo.Hosting;

namespace OrleansDefender.Silo.Api;

/// <summary>The query parameters of audits and reconciliation. What cannot be understood is refused, as with <see cref="ThingsQuery"/>.</summary>
/// <param name="Scope">The account and Region that is asked for.</param>
/// <param name="Cursor">Where the last page ended; absent: from the begin.</param>
/// <param name="Limit">Runs of a page.</param>
internal sealed record AuditQuery(AccountRegion Scope, string? Cursor, int Limit)
{
    /// <summary>The parameter of the account.</summary>
    public const string Account = "account";

    /// <summary>The parameter of the Region.</summary>
    public const string Region = "region";

    /// <summary>Runs of a page where nobody asks for a number.</summary>
    public const int DefaultLimit = 50;

    /// <summary>The most runs of a page.</summary>
    public const int GreatestLimit = 200;

    private const int LongestCursor = 256;

    private static readonly string[] ScopeNames = [Account, Region];

    /// <summary>The parameters of what has pages.</summary>
    public static IReadOnlyList<string> PageNames { get; } = [Account, Region, ThingsQuery.Cursor, ThingsQuery.Limit];

    /// <summary>Whether a name is one of <see cref="PageNames"/>.</summary>
    public static bool IsKnown(string name) => PageNames.Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads a query.</summary>
    /// <param name="parameters">The query's parameters.</param>
    /// <param name="options">The account and Region of those that name none.</param>
    /// <param name="isPaged">Whether a page is asked for.</param>
    /// <param name="query">What is asked for.</param>
    /// <returns>What is wrong, by parameter; empty where all is well.</returns>
    public static Dictionary<string, string[]> Read(IQueryCollection parameters, DefenderOptions options, bool isPaged, out AuditQuery query)
    {
        var problems = new Dictionary<string, string[]>(StringComparer.Ordinal);
        var names = isPaged ? PageNames : ScopeNames;
        var (account, region) = (options.Scope.Account, options.Scope.Region);
        string? cursor = null;
        var limit = DefaultLimit;
        foreach (var (name, values) in parameters)
        {
            var value = values.Count == 1 ? values[0] ?? "" : null;
            var known = names.FirstOrDefault(known => string.Equals(known, name, StringComparison.OrdinalIgnoreCase));
            switch (known)
            {
                case null:
                    problems[name] = [$"There is no such parameter; there are {string.Join(", ", names)}."];
                    break;
                case var _ when value is null:
                    problems[known] = ["Give it once."];
                    break;
                case Account:
                    account = value;
                    break;
                case Region:
                    region = value;
                    break;
                case ThingsQuery.Cursor when value.Length is > 0 and <= LongestCursor:
                    cursor = value;
                    break;
                case ThingsQuery.Cursor:
                    problems[known] = [ThingsQuery.CursorRule];
                    break;
                case ThingsQuery.Limit when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var rows) && rows is >= 1 and <= GreatestLimit:
                    limit = rows;
                    break;
                default:
                    problems[known] = [string.Create(CultureInfo.InvariantCulture, $"Must be a whole number from 1 to {GreatestLimit}.")];
                    break;
            }
        }

        CheckScope(account, region, problems);
        query = new AuditQuery(new AccountRegion(account, region), cursor, limit);
        return problems;
    }

    /// <summary>Says what is wrong with an account and a Region.</summary>
    public static void CheckScope(string account, string region, Dictionary<string, string[]> problems)
    {
        if (!ScopeRules.IsAccount(account))
        {
            problems.TryAdd(Account, ["Must be twelve digits."]);
        }

        if (!ScopeRules.IsRegion(region))
        {
            problems.TryAdd(Region, ["Must be a Region's code, such as us-east-1."]);
        }
    }
}
