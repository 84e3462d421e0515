namespace OrleansDefender.Findings;

/// <summary>A finding that Security Hub did not take, in a call that otherwise succeeded.</summary>
/// <param name="FindingId">The finding.</param>
/// <param name="Code">The error code, for example <c>InvalidAccess</c>, <c>FindingNotFound</c>, <c>ConcurrentUpdateError</c>.</param>
/// <param name="Message">The hub's message.</param>
public sealed record FindingFailure(string FindingId, string Code, string? Message);
