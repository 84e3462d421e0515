namespace OrleansDefender.Silo.Hosting;

/// <summary>The host refuses to start for a reason that the operator can cure. Each problem is one line that names the setting and its rule.</summary>
public sealed class StartupException(IReadOnlyList<string> problems, Exception? inner = null)
    : Exception(string.Join(Environment.NewLine, problems), inner)
{
    /// <summary>A refusal for one reason.</summary>
    public StartupException(string problem, Exception? inner = null)
        : this([problem], inner)
    {
    }

    /// <summary>The problems, one line each.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}
