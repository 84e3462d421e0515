using System.Collections.Concurrent;

using OrleansDefender.Correlation;
using OrleansDefender.Things;

namespace OrleansDefender.Tests.Aws.Ingress;

/// <summary>A registry that answers as a test says and remembers what it was asked.</summary>
public sealed class ScriptedRegistry : IThingRegistry
{
    /// <summary>The answers; of no registered thing unless a test says otherwise.</summary>
    public Func<ThingKey, Task<ThingContext>> Answer { get; set; } = static _ => Task.FromResult(new ThingContext { AskedMs = 1 });

    /// <summary>The things that it was asked for, in order.</summary>
    public ConcurrentQueue<ThingKey> Asked { get; } = [];

    public Task<ThingContext> DescribeAsync(ThingKey thing, CancellationToken cancellationToken)
    {
        Asked.Enqueue(thing);
        return Answer(thing);
    }
}
