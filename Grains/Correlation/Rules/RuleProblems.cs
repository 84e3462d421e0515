namespace OrleansDefender.Correlation.Rules;

/// <summary>Gathers the problems of a file; all of them, up to a bound, so that an author need not try again for each.</summary>
/// <param name="file">The file's name.</param>
internal sealed class RuleProblems(string file)
{
    /// <summary>The most problems, and the most warnings, that are kept of a file.</summary>
    public const int Most = 100;

    private readonly List<RuleProblem> _problems = [];
    private readonly List<RuleProblem> _warnings = [];

    /// <summary>The file's name.</summary>
    public string File => file;

    /// <summary>How many problems there were.</summary>
    public int Count { get; private set; }

    /// <summary>The problems kept.</summary>
    public IReadOnlyList<RuleProblem> Problems => _problems;

    /// <summary>The warnings kept.</summary>
    public IReadOnlyList<RuleProblem> Warnings => _warnings;

    /// <summary>Tells of a problem.</summary>
    public void Add(int line, string message)
    {
        Count++;
        if (_problems.Count < Most)
        {
            _problems.Add(new RuleProblem(file, line, message));
        }
    }

    /// <summary>Tells of something doubtful.</summary>
    public void Warn(int line, string message)
    {
        if (_warnings.Count < Most)
        {
            _warnings.Add(new RuleProblem(file, line, message));
        }
    }

    /// <summary>Reads a part; what keeps it from being read becomes a problem, and the answer the type's default.</summary>
    public T? Try<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (RuleSyntaxException error)
        {
            Add(error.Line, error.Message);
            return default;
        }
    }
}
