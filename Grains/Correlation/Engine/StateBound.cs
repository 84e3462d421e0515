using OrleansDefender.Correlation.Rules;

namespace OrleansDefender.Correlation.Engine;

/// <summary>How much a group of a rule may have to keep at worst: what would not fit into a stored item is refused when rules are loaded.</summary>
/// <remarks>An item of DynamoDB holds 400 KB. A group across things is one by itself; in a thing there is more besides.</remarks>
internal static class StateBound
{
    /// <summary>The most that a group across things may need for its entries, in bytes.</summary>
    public const int MostAcross = 360 * 1024;

    /// <summary>The most that a group inside a thing may need for its signals, in bytes.</summary>
    public const int MostInThing = 192 * 1024;

    // A thing's name of 20 characters, an episode in 16 bytes, and the rest; in a thing there is no name.
    private const int EntryWithName = 48;
    private const int EntryWithoutName = 28;
    private const int SignalOfThing = 22;

    private static readonly TimeSpan LongestLateness = TimeSpan.FromHours(24);

    /// <summary>Slots of which something is kept at most, whatever the lateness: those of the timespan, of twice the lateness, and parts of others.</summary>
    public static int Slots(TimeSpan timespan) => timespan <= LongestLateness
        ? (3 * EngineSettings.Slots) + 3
        : EngineSettings.Slots + (int)Math.Ceiling(2 * EngineSettings.Slots * (LongestLateness / timespan)) + 3;

    /// <summary>Entries that a group of the rule keeps at most.</summary>
    public static int Entries(CorrelationRule rule) => Slots(rule.Timespan) * InSlot(rule);

    /// <summary>Bytes that they need at most, but for names that are longer than 20 characters on average.</summary>
    public static int Bytes(CorrelationRule rule) => rule switch
    {
        { IsOfThing: true } => Entries(rule) * SignalOfThing,

        // Entries of one value share its name.
        { Type: CorrelationType.ValueCount, ValueField: "thingName" } =>
            Slots(rule.Timespan) * SlotCaps.RoomOf(rule) * (EntryWithName + ((SlotCaps.SignalsPerValue - 1) * EntryWithoutName)),
        _ => Entries(rule) * EntryWithName,
    };

    private static int InSlot(CorrelationRule rule) => rule.Type switch
    {
        CorrelationType.EventCount => SlotCaps.RoomOf(rule),
        CorrelationType.ValueCount => SlotCaps.RoomOf(rule) * SlotCaps.SignalsPerValue,
        _ => rule.Inputs.Length * SlotCaps.SignalsPerInput,
    };
}
