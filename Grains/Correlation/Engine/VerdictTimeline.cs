namespace OrleansDefender.Correlation.Engine;

/// <summary>Analysts' words on episodes by their times: whether an episode's signals count at a moment.</summary>
/// <remarks>
/// At a moment t the word holds that is the latest of those said until t plus the lateness: what is said later does not change what was settled before. FALSE_POSITIVE
/// and BENIGN_POSITIVE withdraw the episode's signals, a later word of another kind brings them back. A word does not concern signals that come more than
/// <see cref="EngineSettings.WordsReachMs"/> after it.
/// </remarks>
internal sealed class VerdictTimeline
{
    private readonly Dictionary<string, List<(SignalKey Key, bool Withdraws)>> _words = new(StringComparer.Ordinal);
    private readonly long _latenessMs;

    public VerdictTimeline(EngineSettings settings, IEnumerable<(string Episode, SignalKey Key, Verification Word)> words)
    {
        _latenessMs = settings.LatenessMs;
        foreach (var (episode, key, word) in words)
        {
            if (!_words.TryGetValue(episode, out var list))
            {
                _words.Add(episode, list = []);
            }

            list.Add((key, word is Verification.FalsePositive or Verification.BenignPositive));
        }

        foreach (var list in _words.Values)
        {
            list.Sort(static (left, right) => left.Key.CompareTo(right.Key));
        }
    }

    public static VerdictTimeline None { get; } = new(EngineSettings.Default, []);

    /// <summary>Whether somebody said something of the episode.</summary>
    public bool IsAbout(string? episode) => episode is not null && _words.ContainsKey(episode);

    /// <summary>Whether a signal of the episode does not count for a firing at <paramref name="timeMs"/>.</summary>
    /// <param name="episode">The episode; absent where no word can concern the signal.</param>
    /// <param name="signalMs">The signal's time.</param>
    /// <param name="timeMs">The time of the firing.</param>
    public bool IsWithdrawn(string? episode, long signalMs, long timeMs)
    {
        if (episode is null || !_words.TryGetValue(episode, out var list))
        {
            return false;
        }

        var withdraws = false;
        foreach (var (key, word) in list)
        {
            if (key.TimeMs > timeMs + _latenessMs)
            {
                break;
            }

            withdraws = word && key.TimeMs >= signalMs - EngineSettings.WordsReachMs;
        }

        return withdraws;
    }
}
