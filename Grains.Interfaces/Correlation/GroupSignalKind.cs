namespace OrleansDefender.Correlation;

/// <summary>What a <see cref="GroupSignal"/> says.</summary>
/// <remarks>Sent by number: never renumber.</remarks>
[GenerateSerializer, Alias("OrleansDefender.Correlation.GroupSignalKind")]
public enum GroupSignalKind
{
    /// <summary>A signal that is an entry of the group.</summary>
    Entry = 0,

    /// <summary>An analyst's word on an episode that may have entries in the group.</summary>
    Word = 1,

    /// <summary>A firing of a rule inside a thing, which is an entry of the group; a greater revision replaces what was said of it, and may withdraw it.</summary>
    Firing = 2,

    /// <summary>That an episode of a CRITICAL alarm, which may have entries in the group, is over.</summary>
    Ended = 3,
}
