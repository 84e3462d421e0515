using OrleansDefender.Correlation.Rules;

namespace OrleansDefender.Correlation.Engine;

/// <summary>Counts a window as entries enter and leave it, so that sliding over many costs no more than looking at each twice. Not thread-safe.</summary>
/// <remarks>For all types but <see cref="CorrelationType.TemporalOrdered"/>, which asks for an order and not for numbers.</remarks>
internal sealed class RuleCounts(CorrelationRule rule)
{
    private readonly Dictionary<string, int> _values = new(StringComparer.Ordinal);
    private readonly int[] _inputs = new int[rule.Inputs.Length];
    private int _entries;

    /// <summary>What is counted: signals, distinct values, or inputs.</summary>
    public int Count { get; private set; }

    /// <summary>Whether the rule's condition holds over what is in the window.</summary>
    public bool Holds => rule.Type == CorrelationType.Temporal ? Count == rule.Inputs.Length : Count > 0 && rule.Condition!.Holds(Count);

    /// <summary>Takes an entry in.</summary>
    public void Add(RuleEntry entry) => Change(entry, 1);

    /// <summary>Lets an entry that was taken in go.</summary>
    public void Remove(RuleEntry entry) => Change(entry, -1);

    private void Change(RuleEntry entry, int by)
    {
        _entries += by;
        switch (rule.Type)
        {
            case CorrelationType.EventCount:
                Count = _entries;
                break;
            case CorrelationType.ValueCount:
                var left = _values.GetValueOrDefault(entry.Value!) + by;
                if (left == 0)
                {
                    _values.Remove(entry.Value!);
                }
                else
                {
                    _values[entry.Value!] = left;
                }

                Count = _values.Count;
                break;
            default:
                for (var input = 0; input < _inputs.Length; input++)
                {
                    if ((entry.Inputs & (1 << input)) != 0)
                    {
                        var before = _inputs[input];
                        _inputs[input] += by;
                        Count += before == 0 ? 1 : _inputs[input] == 0 ? -1 : 0;
                    }
                }

                break;
        }
    }
}
