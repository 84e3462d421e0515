namespace OrleansDefender.Ingress.Parsing;

/// <summary>
/// What a body of the events queue is: a <see cref="DetectNotification"/>, a <see cref="VerificationMessage"/>, an <see cref="IgnoredMessage"/> or an
/// <see cref="UnreadableMessage"/>.
/// </summary>
internal abstract record ParsedMessage;
