using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

using OrleansDefender.Things;

namespace OrleansDefender.Tests.Aws.Ingress;

/// <summary>The violation lists of AWS IoT, as a test fills them.</summary>
public sealed class ListedViolations : IDeviceDefenderApi
{
    /// <summary>What is active.</summary>
    public ConcurrentBag<ScannedEvent> Active { get; } = [];

    /// <summary>The Regions whose lists cannot be had.</summary>
    public ConcurrentBag<string> Away { get; } = [];

    public async IAsyncEnumerable<ScannedEvent> ListActiveViolationsAsync(AccountRegion scope, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        if (Away.Contains(scope.Region))
        {
            throw new IOException("AWS IoT is away.");
        }

        foreach (var scanned in Active)
        {
            yield return scanned;
        }
    }

    public async IAsyncEnumerable<ScannedEvent> ListViolationEventsAsync(
        AccountRegion scope, DateTimeOffset from, DateTimeOffset until, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        yield break;
    }
}
