using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;

using OrleansDefender.Audits;

namespace OrleansDefender.Tests.Cluster.Audits;

/// <summary>What AWS IoT says of one account's certificates, as a test scripts it.</summary>
internal sealed class PrincipalList
{
    /// <summary>The things by certificate; of another there are none.</summary>
    public ConcurrentDictionary<string, ImmutableArray<string>> Things { get; } = [];

    /// <summary>Names in a page.</summary>
    public int PageSize { get; set; } = 250;

    /// <summary>The certificates whose pages were asked for, in order.</summary>
    public ConcurrentQueue<string> Asked { get; } = [];

    /// <summary>What a call waits for before it answers.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>How a call fails; <see langword="null"/>: it does not.</summary>
    public Func<string, Exception?> Fault { get; set; } = static _ => null;

    public async Task<ThingsPage> ListAsync(string certificateId, string? nextToken, CancellationToken cancellationToken)
    {
        Asked.Enqueue(certificateId);
        var things = Things.GetValueOrDefault(certificateId, []);
        await Gate.WaitAsync(cancellationToken);
        if (Fault(certificateId) is { } fault)
        {
            throw fault;
        }

        var from = nextToken is null ? 0 : int.Parse(nextToken, CultureInfo.InvariantCulture);
        var next = from + PageSize;
        return new ThingsPage([.. things.Skip(from).Take(PageSize)], next < things.Length ? next.ToString(CultureInfo.InvariantCulture) : null);
    }
}
