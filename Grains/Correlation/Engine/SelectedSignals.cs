using OrleansDefender.Correlation.Rules;

namespace OrleansDefender.Correlation.Engine;

/// <summary>Which of some signals the inputs of rules select. Rules share base rules, and each of these looks at each signal once.</summary>
/// <param name="signals">The signals, in order.</param>
internal sealed class SelectedSignals(List<Signal> signals)
{
    private readonly Dictionary<BaseRule, List<int>> _places = [];
    private readonly int[] _inputs = new int[signals.Count];

    /// <summary>The signals that a rule's inputs select, in order, with the inputs that do, a bit each; correlations as inputs aside.</summary>
    /// <remarks>To be enumerated to its end before the next rule is asked for.</remarks>
    public IEnumerable<(Signal Signal, int Inputs)> Of(CorrelationRule rule)
    {
        for (var i = 0; i < rule.Inputs.Length; i++)
        {
            if (rule.Inputs[i].Base is { } baseRule)
            {
                foreach (var place in PlacesOf(baseRule))
                {
                    _inputs[place] |= 1 << i;
                }
            }
        }

        for (var place = 0; place < _inputs.Length; place++)
        {
            if (_inputs[place] is not 0 and var inputs)
            {
                _inputs[place] = 0;
                yield return (signals[place], inputs);
            }
        }
    }

    private List<int> PlacesOf(BaseRule rule)
    {
        if (!_places.TryGetValue(rule, out var places))
        {
            _places.Add(rule, places = []);
            for (var place = 0; place < signals.Count; place++)
            {
                if (rule.Matches(signals[place]))
                {
                    places.Add(place);
                }
            }
        }

        return places;
    }
}
