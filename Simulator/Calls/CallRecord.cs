namespace OrleansDefender.Simulator.Calls;

/// <summary>One call that a service was asked for.</summary>
/// <param name="Service">The service's signing name.</param>
/// <param name="Operation">The operation; <c>unknown</c> where the request meant none.</param>
/// <param name="At">When it came.</param>
/// <param name="Duration">From the request's head to its end.</param>
/// <param name="Bytes">The request body's length.</param>
/// <param name="Status">The HTTP status; 0 where none was sent.</param>
/// <param name="Outcome"><c>ok</c>, <c>partial</c>, <c>throttled</c>, <c>error</c>, <c>cut</c>, <c>lost-answer</c>, or <c>aborted</c> where the caller left first.</param>
/// <param name="Items">How many messages or findings it was about, where it was carried out.</param>
/// <param name="Error">The error type that was answered.</param>
internal sealed record CallRecord(
    string Service, string Operation, DateTimeOffset At, TimeSpan Duration, int Bytes, int Status, string Outcome, int? Items, string? Error);
