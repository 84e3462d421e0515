namespace OrleansDefender.Ingress.Queues;

/// <summary>Why one entry of a batch call failed.</summary>
/// <param name="Code">The service's error code.</param>
/// <param name="Permanent">Whether it can never succeed, so that it is not tried again.</param>
internal sealed record BatchFault(string Code, bool Permanent);
