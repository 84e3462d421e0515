namespace OrleansDefender.Silo.Hosting;

/// <summary>Gives memory back to the machine: compacts the heap when most of what it occupies is free space between what is alive.</summary>
/// <remarks>
/// An audit calls on each resource once. Its grain lives just long enough to be promoted, and leaves holes where it lay; while the machine has memory left the runtime does
/// not close them, and a million findings with 160 MiB alive came to occupy more than a GiB (<c>audit-storm</c> of the benchmarks). Closing them pauses the process for
/// some tenths of a second, at most once a minute.
/// </remarks>
internal sealed class HeapKeeper(TimeProvider time) : BackgroundService
{
    private const long Room = 64 << 20;
    private const int OldestGeneration = 2;

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>Whether compacting is worth its pause.</summary>
    /// <param name="occupied">The bytes that the heap occupies.</param>
    /// <param name="allocated">The bytes of its objects, garbage included.</param>
    public static bool IsWorth(long occupied, long allocated) => occupied > allocated + (allocated / 2) + Room;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                // What is garbage now is garbage of the last moments: the runtime's own business.
                if (IsWorth(GC.GetGCMemoryInfo(GCKind.Any).TotalCommittedBytes, GC.GetTotalMemory(forceFullCollection: false)))
                {
                    GC.Collect(OldestGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }
}
