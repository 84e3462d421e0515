using OrleansDefender.Simulator;

using Xunit;

namespace OrleansDefender.Tests.Aws.Ingress;

/// <summary>The simulator, in this process.</summary>
public sealed class SimulatorServer : SqsServer
{
    private SimulatorApp? _app;

    public override async ValueTask InitializeAsync()
    {
        _app = await SimulatorApp.StartAsync(new SimulatorOptions { Url = "http://127.0.0.1:0", DataPath = SimulatorOptions.InMemory });
        Url = _app.Url;
    }

    /// <summary>Puts a fault in force; see the simulator's page <c>/_sim/faults</c>.</summary>
    public Task PutFaultAsync(string operation, string fault, double rate) =>
        SendAsync(HttpMethod.Put, FormattableString.Invariant($$"""{"operation":"{{operation}}","fault":"{{fault}}","rate":{{rate}}}"""));

    /// <summary>Ends all faults.</summary>
    public Task ClearFaultsAsync() => SendAsync(HttpMethod.Delete, "");

    public override async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }
    }

    private async Task SendAsync(HttpMethod method, string json)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(method, new Uri($"{Url}/_sim/faults")) { Content = new StringContent(json) };
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
