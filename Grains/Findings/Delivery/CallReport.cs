namespace OrleansDefender.Findings.Delivery;

/// <summary>What came of a call, for counters and the log.</summary>
/// <param name="Landed">The findings that landed.</param>
/// <param name="Retried">The findings that have to be sent again.</param>
/// <param name="Rejected">The findings that were refused for good.</param>
/// <param name="WasThrottled">Whether it was answered 429.</param>
internal readonly record struct CallReport(int Landed, int Retried, IReadOnlyList<FindingFailure> Rejected, bool WasThrottled);
