namespace OrleansDefender.Things;

/// <summary>The value that the newest in-alarm event carried.</summary>
/// <param name="TimeMs">That event's time.</param>
/// <param name="Text">The value in words.</param>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Things.AlarmValue")]
internal sealed record AlarmValue([property: Id(0)] long TimeMs, [property: Id(1)] string Text)
{
    /// <summary>The later of two; of one instant the greater text.</summary>
    public static AlarmValue Later(AlarmValue? left, AlarmValue right) =>
        left is null || left.TimeMs < right.TimeMs || (left.TimeMs == right.TimeMs && string.CompareOrdinal(left.Text, right.Text) < 0)
            ? right
            : left;
}
