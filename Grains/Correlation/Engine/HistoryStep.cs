namespace OrleansDefender.Correlation.Engine;

/// <summary>The result of adding signals to a history.</summary>
/// <param name="History">The new history; the same object where nothing changed.</param>
/// <param name="Groups">Every group that has an entry, by rule in the order of the rule set.</param>
/// <param name="Settled">Firings that became settled in this step, with what was in their windows.</param>
/// <param name="TooLate">Signals that came after what they could have changed was settled.</param>
internal sealed record HistoryStep(
    SignalHistory History, IReadOnlyList<GroupFirings> Groups, IReadOnlyList<(GroupFirings Group, Firing Firing)> Settled, int TooLate);
