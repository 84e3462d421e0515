using System.Globalization;

using Amazon.Runtime;

using OrleansDefender.Tests.Shared;

using Xunit;

namespace OrleansDefender.Tests.Aws.StandIns;

/// <summary>A <c>moto_server</c> of its own for the tests of a class.</summary>
public sealed class MotoServer : IAsyncLifetime
{
    private static readonly TimeSpan ToStart = TimeSpan.FromSeconds(60);

    private ChildProcess? _process;

    /// <summary>Its address.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1");

    public async ValueTask InitializeAsync()
    {
        if (ChildProcess.Find("moto_server") is not { } file)
        {
            return;
        }

        // Without credentials of the machine; moto takes any.
        _process = ChildProcess.Start(file, ["-H", "127.0.0.1", "-p", "0"], new Dictionary<string, string?> { ["PYTHONUNBUFFERED"] = "1" });
        var line = await _process.WaitForLineAsync(@"Running on http://127\.0\.0\.1:(\d+)", ToStart, TestContext.Current.CancellationToken);
        Address = new Uri($"http://127.0.0.1:{int.Parse(line.Groups[1].Value, CultureInfo.InvariantCulture)}");
    }

    /// <summary>Skips the calling test where there is no server.</summary>
    public void Require() => Assert.SkipUnless(_process is not null, "moto_server is not on PATH.");

    /// <summary>A client of this server.</summary>
    internal AmazonServiceClient CreateClient(StandInService service)
    {
        Require();
        return service.CreateClient(Address);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }
    }
}
