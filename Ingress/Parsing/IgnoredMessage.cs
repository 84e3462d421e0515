namespace OrleansDefender.Ingress.Parsing;

/// <summary>A message that is understood and means nothing to this version.</summary>
/// <param name="Reason">Why, as a short code.</param>
internal sealed record IgnoredMessage(string Reason) : ParsedMessage;
