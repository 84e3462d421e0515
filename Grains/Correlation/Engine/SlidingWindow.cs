using System.Collections.Immutable;

using OrleansDefender.Correlation.Rules;

namespace OrleansDefender.Correlation.Engine;

/// <summary>A window that slides over sorted entries. Not thread-safe.</summary>
/// <remarks>
/// What no word is about is counted as it comes and goes. What one is about counts at one moment and not at another: there are few of these, and they are looked
/// at each time.
/// </remarks>
/// <param name="rule">The rule.</param>
/// <param name="entries">The entries, sorted.</param>
/// <param name="verdicts">The analysts' words.</param>
internal sealed class SlidingWindow(CorrelationRule rule, IReadOnlyList<RuleEntry> entries, VerdictTimeline verdicts)
{
    private readonly RuleCounts? _counts = rule.Type == CorrelationType.TemporalOrdered ? null : new RuleCounts(rule);
    private readonly Queue<RuleEntry> _judged = new();
    private readonly List<RuleEntry> _ordered = [];
    private (long TimeMs, int Start, int End) _orderedOf = (long.MinValue, 0, 0);
    private int _start;
    private int _end;

    /// <summary>Lets go of what is older than a moment.</summary>
    public void LeaveUntil(long timeMs)
    {
        while (_start < _end && entries[_start].Key.TimeMs < timeMs)
        {
            var entry = entries[_start++];
            if (verdicts.IsAbout(entry.Episode))
            {
                _judged.Dequeue();
            }
            else
            {
                _counts?.Remove(entry);
            }
        }
    }

    /// <summary>Takes in the entries before a place.</summary>
    public void EnterUntil(int end)
    {
        while (_end < end)
        {
            var entry = entries[_end++];
            if (verdicts.IsAbout(entry.Episode))
            {
                _judged.Enqueue(entry);
            }
            else
            {
                _counts?.Add(entry);
            }
        }
    }

    /// <summary>Whether the rule's condition holds over what counts at a moment.</summary>
    /// <param name="timeMs">The moment.</param>
    /// <param name="count">What was counted: signals, distinct values, or inputs.</param>
    public bool Holds(long timeMs, out int count)
    {
        if (_counts is null)
        {
            Order(timeMs);
            return RuleWindow.Holds(rule, _ordered, out count);
        }

        var standing = _judged.Where(entry => IsCounting(entry, timeMs)).ToList();
        standing.ForEach(_counts.Add);
        var holds = _counts.Holds;
        count = _counts.Count;
        standing.ForEach(_counts.Remove);
        return holds;
    }

    /// <summary>What counts at a moment, in order.</summary>
    public ImmutableArray<RuleEntry> At(long timeMs)
    {
        var window = ImmutableArray.CreateBuilder<RuleEntry>(_end - _start);
        for (var i = _start; i < _end; i++)
        {
            if (IsCounting(entries[i], timeMs))
            {
                window.Add(entries[i]);
            }
        }

        return window.ToImmutable();
    }

    /// <summary>Lists what counts at a moment; of the same window and moment as before only what has come besides.</summary>
    private void Order(long timeMs)
    {
        if (_orderedOf.TimeMs != timeMs || _orderedOf.Start != _start)
        {
            _ordered.Clear();
            _orderedOf = (timeMs, _start, _start);
        }

        for (var i = _orderedOf.End; i < _end; i++)
        {
            if (IsCounting(entries[i], timeMs))
            {
                _ordered.Add(entries[i]);
            }
        }

        _orderedOf.End = _end;
    }

    private bool IsCounting(RuleEntry entry, long timeMs) => !verdicts.IsWithdrawn(entry.Episode, entry.Key.TimeMs, timeMs);
}
