namespace OrleansDefender.Fleet;

/// <summary>What else is to be seen of a thing on the watch list.</summary>
/// <remarks>Stored by number: never renumber.</remarks>
[Flags]
public enum WatchFlags
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Security Hub refused one of its findings for good.</summary>
    Rejected = 1,

    /// <summary>The archive of a flapping alarm is held back.</summary>
    Held = 2,

    /// <summary>An episode was verified TRUE_POSITIVE and is not over: open, or silent without having cleared.</summary>
    TruePositive = 4,

    /// <summary>Something of it is withheld by a silence; it wants to be woken at the silence's end.</summary>
    Withheld = 8,
}
