namespace OrleansDefender.Correlation.Rules;

/// <summary>A map without repeated keys, in the file's order.</summary>
/// <param name="Entries">Its entries.</param>
/// <param name="Line">Where it begins, from 1.</param>
internal sealed record RuleMap(IReadOnlyList<KeyValuePair<RuleScalar, RuleNode>> Entries, int Line) : RuleNode(Line)
{
    /// <summary>The value of a key, or <see langword="null"/> where there is none.</summary>
    public RuleNode? this[string key]
    {
        get
        {
            foreach (var (name, value) in Entries)
            {
                if (name.Text == key)
                {
                    return value;
                }
            }

            return null;
        }
    }
}
