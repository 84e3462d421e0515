using OrleansDefender.Correlation;
using OrleansDefender.Correlation.Rules;
using OrleansDefender.Tests.Oracle;

namespace OrleansDefender.Tests.Shared.Correlation;

/// <summary>What a base rule of a stream selects, in words that engine and oracle each read for themselves.</summary>
/// <param name="Name">The base rule's name.</param>
/// <param name="Category">The category.</param>
/// <param name="EventType">The event type; null: any.</param>
/// <param name="Field">A field that must have one of the values; null: none must.</param>
/// <param name="Values">The values.</param>
internal sealed record StreamPredicate(string Name, SignalCategory Category, string? EventType = null, string? Field = null, params string[] Values)
{
    /// <summary>The field by which the oracle tells categories apart.</summary>
    public const string CategoryField = "category";

    /// <summary>For the oracle.</summary>
    public bool Selects(OracleSignal signal) =>
        signal.Fields[CategoryField][0] == Category.ToString() &&
        (EventType is null || signal.EventType == EventType) &&
        (Field is null || (signal.Fields.TryGetValue(Field, out var values) && values.Any(Values.Contains)));

    /// <summary>For the engine.</summary>
    public BaseRule ToBaseRule() => new() { Id = $"base-{Name}", Name = Name, Title = Name, Category = Category, Condition = new Selection(this) };

    private sealed class Selection(StreamPredicate predicate) : SignalCondition
    {
        public override bool Matches(Signal signal) =>
            (predicate.EventType is null || signal.EventType == predicate.EventType) &&
            (predicate.Field is null || SignalFields.Of(signal, predicate.Field).Any(predicate.Values.Contains));
    }
}
