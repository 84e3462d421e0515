namespace OrleansDefender.Tests.Aws.StandIns;

/// <summary>Sets environment variables, and puts back what was there. Only within <see cref="ProcessWide"/>.</summary>
internal sealed class EnvironmentScope : IDisposable
{
    private readonly Dictionary<string, string?> _before = [];

    /// <summary>Sets a variable; <see langword="null"/> removes it.</summary>
    public EnvironmentScope Set(string name, string? value)
    {
        _before.TryAdd(name, Environment.GetEnvironmentVariable(name));
        Environment.SetEnvironmentVariable(name, value);
        return this;
    }

    public void Dispose()
    {
        foreach (var (name, value) in _before)
        {
            Environment.SetEnvironmentVariable(name, value);
        }
    }
}
