namespace OrleansDefender.Correlation.Rules;

/// <summary>What detections are compiled to.</summary>
internal static class SignalConditions
{
    /// <summary>All must be met.</summary>
    public static SignalCondition All(IReadOnlyList<SignalCondition> parts) => parts.Count == 1 ? parts[0] : new AllOf([.. parts]);

    /// <summary>One must be met.</summary>
    public static SignalCondition Any(IReadOnlyList<SignalCondition> parts) => parts.Count == 1 ? parts[0] : new AnyOf([.. parts]);

    /// <summary>It must not be met.</summary>
    public static SignalCondition Not(SignalCondition part) => new Opposite(part);

    /// <summary>A value of the field passes one of the tests.</summary>
    public static SignalCondition Field(SignalField field, IReadOnlyList<ValueTest> tests) => new AnyValue(field, [.. tests]);

    /// <summary>The field is there, or is not.</summary>
    public static SignalCondition Exists(SignalField field, bool isPresent) => new Presence(field, isPresent);

    private sealed class AllOf(SignalCondition[] parts) : SignalCondition
    {
        public override bool Matches(Signal signal)
        {
            foreach (var part in parts)
            {
                if (!part.Matches(signal))
                {
                    return false;
                }
            }

            return true;
        }
    }

    private sealed class AnyOf(SignalCondition[] parts) : SignalCondition
    {
        public override bool Matches(Signal signal)
        {
            foreach (var part in parts)
            {
                if (part.Matches(signal))
                {
                    return true;
                }
            }

            return false;
        }
    }

    private sealed class Opposite(SignalCondition part) : SignalCondition
    {
        public override bool Matches(Signal signal) => !part.Matches(signal);
    }

    private sealed class AnyValue(SignalField field, ValueTest[] tests) : SignalCondition
    {
        public override bool Matches(Signal signal)
        {
            foreach (var test in tests)
            {
                if (field.Any(signal, test))
                {
                    return true;
                }
            }

            return false;
        }
    }

    private sealed class Presence(SignalField field, bool isPresent) : SignalCondition
    {
        public override bool Matches(Signal signal) => field.IsPresent(signal) == isPresent;
    }
}
