using OrleansDefender.Silo.Hosting;

namespace OrleansDefender.Silo.Api;

/// <summary>The query parameters of the list of silences: those of <see cref="AuditQuery"/>, and the state.</summary>
/// <param name="Of">The account and Region, and the page.</param>
/// <param name="IsActive"><see langword="true"/>: only active ones; <see langword="false"/>: only those that are over; absent: all.</param>
internal sealed record SilenceQuery(AuditQuery Of, bool? IsActive)
{
    /// <summary>The parameter of the state.</summary>
    public const string State = ThingsQuery.State;

    /// <summary>The word of one that withholds something now.</summary>
    public const string Active = "active";

    /// <summary>The word of one that is over.</summary>
    public const string Ended = "ended";

    /// <summary>The word of both.</summary>
    public const string All = "all";

    /// <summary>Silences of a page where nobody asks for a number.</summary>
    public const int DefaultLimit = AuditQuery.DefaultLimit;

    /// <summary>The most silences of a page.</summary>
    public const int GreatestLimit = AuditQuery.GreatestLimit;

    /// <summary>The words of the state.</summary>
    public static IReadOnlyList<string> States { get; } = [Active, Ended, All];

    /// <summary>Reads a query.</summary>
    /// <param name="parameters">The query's parameters.</param>
    /// <param name="options">The account and Region of those that name none.</param>
    /// <param name="query">What is asked for.</param>
    /// <returns>What is wrong, by parameter; empty where all is well.</returns>
    public static Dictionary<string, string[]> Read(IQueryCollection parameters, DefenderOptions options, out SilenceQuery query)
    {
        var others = parameters.Where(static parameter => !IsState(parameter.Key)).ToDictionary(StringComparer.OrdinalIgnoreCase);
        var problems = AuditQuery.Read(new QueryCollection(others), options, isPaged: true, out var of);
        foreach (var unknown in problems.Keys.Where(name => !AuditQuery.IsKnown(name)).ToList())
        {
            problems[unknown] = [$"There is no such parameter; there are {string.Join(", ", AuditQuery.PageNames)}, {State}."];
        }

        bool? isActive = null;
        foreach (var (_, values) in parameters.Where(static parameter => IsState(parameter.Key)))
        {
            var value = values.Count == 1 ? values[0] : null;
            if (value is null)
            {
                problems[State] = ["Give it once."];
            }
            else if (!States.Contains(value, StringComparer.OrdinalIgnoreCase))
            {
                problems[State] = [$"Must be one of {string.Join(", ", States)}."];
            }
            else
            {
                isActive = value.Equals(All, StringComparison.OrdinalIgnoreCase) ? null : value.Equals(Active, StringComparison.OrdinalIgnoreCase);
            }
        }

        query = new SilenceQuery(of, isActive);
        return problems;
    }

    private static bool IsState(string name) => name.Equals(State, StringComparison.OrdinalIgnoreCase);
}
