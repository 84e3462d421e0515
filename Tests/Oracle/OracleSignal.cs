namespace OrleansDefender.Tests.Oracle;

/// <summary>A signal as the oracle sees it.</summary>
/// <param name="Id">The same for every repeat.</param>
/// <param name="Time">Event time, milliseconds since 1970.</param>
/// <param name="EventType">The event type, as rules write it.</param>
/// <param name="Episode">The episode, named so that no two things share one; null where the signal belongs to none.</param>
/// <param name="Verdict">The analyst's word, for signals of type <c>verified</c>.</param>
/// <param name="Fields">The fields by name, each with its values.</param>
public sealed record OracleSignal(
    string Id,
    long Time,
    string EventType,
    string? Episode,
    string? Verdict,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Fields);
