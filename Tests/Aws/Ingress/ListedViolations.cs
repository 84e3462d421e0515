using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

using OrleansDefender.Things;

namespace OrleansDefender.Tests.Aws.Ingress;

/// <summary>The violation lists of AWS IoT, as a test fills them.</summary>
public sealed class ListedViolations : IDeviceDefenderApi
{
    /// <summary>What is active.</summary>
    public ConcurrentBag<ScannedEvent> Active { get; } = [];

    /// <summary>The Regions whose lists are not to be had.</summary>
    public ConcurrentDictionary<string, bool> Broken { get; } = [];

    public async IAsyncEnumerable<ScannedEvent?> ListActiveViolationsAsync(AccountRegion scope, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        if (Broken.ContainsKey(scope.Region))
        {
            throw new InvalidOperationException("The list is not to be had.");
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
