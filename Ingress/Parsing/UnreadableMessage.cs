namespace OrleansDefender.Ingress.Parsing;

/// <summary>A message that cannot be understood: it belongs in the dead-letter queue.</summary>
/// <param name="Reason">Why, as a short code.</param>
/// <param name="Detail">Why, in words.</param>
internal sealed record UnreadableMessage(string Reason, string Detail) : ParsedMessage;
