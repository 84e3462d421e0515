namespace OrleansDefender.Silo.Api;

/// <summary>The process answers.</summary>
/// <param name="Status">Healthy.</param>
internal sealed record LiveAnswer(string Status);
