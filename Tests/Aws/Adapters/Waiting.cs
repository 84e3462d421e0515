using System.Diagnostics;

using Microsoft.Extensions.Time.Testing;

using Xunit;

namespace OrleansDefender.Tests.Aws.Adapters;

/// <summary>Waits for what happens on other threads, at most a minute.</summary>
internal static class Waiting
{
    private static readonly TimeSpan Most = TimeSpan.FromMinutes(1);

    /// <summary>Waits until a condition holds; a task that fails meanwhile fails the test.</summary>
    public static async Task Eventually(Func<bool> condition, Task running)
    {
        var guard = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.False(running.IsFaulted, running.Exception?.ToString());
            Assert.True(guard.Elapsed < Most, "Waited in vain.");
            await Task.Yield();
        }
    }

    /// <summary>Lets time pass until a condition holds.</summary>
    public static async Task PassUntil(Func<bool> condition, FakeTimeProvider time)
    {
        var guard = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(guard.Elapsed < Most, "Waited in vain.");
            time.Advance(TimeSpan.FromMilliseconds(10));
            await Task.Yield();
        }
    }

    /// <summary>Reads a list to its end.</summary>
    public static async Task<List<T>> ReadAsync<T>(IAsyncEnumerable<T> items)
    {
        var found = new List<T>();
        await foreach (var item in items)
        {
            found.Add(item);
        }

        return found;
    }
}
