namespace OrleansDefender.Correlation;

/// <summary>How events are correlated (section <c>Correlation</c>).</summary>
public sealed class CorrelationOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Correlation";

    /// <summary>
    /// A folder with rule files of one's own, besides the shipped ones; relative to the current directory. It is watched: what changes there is put in force at
    /// once, if the whole set is sound. A rule with the id of a shipped one takes its place. Default none.
    /// </summary>
    public string RulesPath { get; set; } = "";

    /// <summary>How much older than the newest signal of its thing or group one may be and still count as if it had come in order: 1 minute to 24 hours. Default 1 hour.</summary>
    public TimeSpan Lateness { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Ids of correlations that must not act. One that others refer to remains their input.</summary>
    public IList<string> Disabled { get; } = [];
}
