using System.Text.Json;

namespace OrleansDefender.Ingress.Parsing;

/// <summary>What all calls that CloudTrail tells of have in common.</summary>
/// <param name="Scope">The account and Region.</param>
/// <param name="Actor">Who called; absent where CloudTrail does not say.</param>
/// <param name="Time">When.</param>
/// <param name="EventId">CloudTrail's event id.</param>
/// <param name="Parameters">The call's parameters.</param>
internal sealed record CallHeader(AccountRegion Scope, string? Actor, DateTimeOffset Time, string EventId, JsonElement Parameters);
