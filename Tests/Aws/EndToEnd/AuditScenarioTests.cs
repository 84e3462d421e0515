using Xunit;

namespace OrleansDefender.Tests.Aws.EndToEnd;

/// <summary>
/// Every scenario of <c>Scenarios/audits.json</c>, among them every defect of the published sample solution (aws-samples/iot-device-defender-integration-with-securityhub)
/// that concerns audits, done right here; the numbers are those of this project's list of its defects.
/// </summary>
public sealed class AuditScenarioTests(AuditScenarioFixture silo) : IClassFixture<AuditScenarioFixture>
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>The names of the scenarios.</summary>
    public static TheoryData<string> Names => [.. AuditScenario.All.Select(static scenario => scenario.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task An_audit_scenario_ends_as_its_row_says(string name)
    {
        var scenario = AuditScenario.All.Single(row => row.Name == name);
        if (scenario.Settings is not { } settings)
        {
            await AuditScenarioRun.PlayAsync(silo.Host, scenario, Cancelled);
            return;
        }

        await using var own = await SiloHost.StartAsync([.. AuditScenarioFixture.Settings, .. settings], cancellationToken: Cancelled);
        await AuditScenarioRun.PlayAsync(own, scenario, Cancelled);
    }
}
