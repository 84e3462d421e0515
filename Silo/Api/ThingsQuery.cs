using System.Globalization;

using OrleansDefender.Fleet;

namespace OrleansDefender.Silo.Api;

/// <summary>Reads the watch list's query parameters. What cannot be understood is refused: a filter that is silently ignored shows too much.</summary>
internal static class ThingsQuery
{
    /// <summary>The parameter of the least severity.</summary>
    public const string MinSeverity = "minSeverity";

    /// <summary>The parameter of the least severity of audit findings.</summary>
    public const string MinPosture = "minPosture";

    /// <summary>The parameter of the state.</summary>
    public const string State = "state";

    /// <summary>The parameter of the page.</summary>
    public const string Cursor = "cursor";

    /// <summary>The parameter of the page's size.</summary>
    public const string Limit = "limit";

    /// <summary>Rows of a page where nobody asks for a number.</summary>
    public const int DefaultLimit = 100;

    /// <summary>The most rows of a page.</summary>
    public const int GreatestLimit = 1000;

    private const int LongestCursor = 1024;

    private static readonly string[] Names = [MinSeverity, MinPosture, State, Cursor, Limit];

    /// <summary>Reads a query.</summary>
    /// <param name="parameters">The query's parameters.</param>
    /// <param name="query">The question to the watch list.</param>
    /// <returns>What is wrong, by parameter; empty where all is well.</returns>
    public static Dictionary<string, string[]> Read(IQueryCollection parameters, out WatchQuery query)
    {
        var problems = new Dictionary<string, string[]>(StringComparer.Ordinal);
        var severity = Severity.None;
        var posture = Severity.None;
        bool? isOpen = null;
        string? cursor = null;
        var limit = DefaultLimit;
        foreach (var (name, values) in parameters)
        {
            var value = values.Count == 1 ? values[0] ?? "" : null;
            var known = Names.FirstOrDefault(known => string.Equals(known, name, StringComparison.OrdinalIgnoreCase));
            switch (known)
            {
                case null:
                    problems[name] = [$"There is no such parameter; there are {string.Join(", ", Names)}."];
                    break;
                case var _ when value is null:
                    problems[known] = ["Give it once."];
                    break;
                case MinSeverity when Words.ToSeverity(value) is { } least:
                    severity = least;
                    break;
                case MinPosture when Words.ToSeverity(value) is { } least:
                    posture = least;
                    break;
                case MinSeverity or MinPosture:
                    problems[known] = [$"Must be one of {string.Join(", ", Words.Severities.Select(Words.Of))}."];
                    break;
                case State when value.Equals("open", StringComparison.OrdinalIgnoreCase):
                    isOpen = true;
                    break;
                case State when value.Equals("closed", StringComparison.OrdinalIgnoreCase):
                    isOpen = false;
                    break;
                case State:
                    problems[known] = ["Must be open or closed."];
                    break;
                case Cursor when value.Length is > 0 and <= LongestCursor:
                    cursor = value;
                    break;
                case Cursor:
                    problems[known] = [CursorRule];
                    break;
                case Limit when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var rows) && rows is >= 1 and <= GreatestLimit:
                    limit = rows;
                    break;
                default:
                    problems[known] = [string.Create(CultureInfo.InvariantCulture, $"Must be a whole number from 1 to {GreatestLimit}.")];
                    break;
            }
        }

        query = new WatchQuery { MinSeverity = severity, MinPosture = posture, IsOpen = isOpen, Cursor = cursor, Limit = limit };
        return problems;
    }

    /// <summary>What a cursor must be.</summary>
    public const string CursorRule = "Must be the cursor of a page that this list gave.";
}
