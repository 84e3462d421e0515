using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

using OrleansDefender.Ingress;
using OrleansDefender.Things;
using OrleansDefender.Ingress.Queues;
using OrleansDefender.Ingress.Waking;

using Xunit;

namespace OrleansDefender.Tests.Unit.Ingress;

/// <summary>The settings: their defaults, and that what is wrong is named with its key and rule before anything starts.</summary>
public sealed class AddIngressTests
{
    [Fact]
    public void Defaults_are_valid_and_name_the_local_queues()
    {
        using var provider = Provider([]);
        var options = provider.GetRequiredService<IOptionsMonitor<PumpOptions>>();

        Assert.Equal(
            [
                ("defender-events", "defender-events-dlq", 4),
                ("defender-delivery-urgent", "defender-delivery-dlq", 2),
                ("defender-delivery-bulk", "defender-delivery-dlq", 4),
                ("defender-links-urgent", "defender-delivery-dlq", 2),
                ("defender-links", "defender-delivery-dlq", 2),
            ],
            PumpNames.All.Select(options.Get).Select(pump => (pump.QueueName, pump.DeadLetterQueueName, pump.Receivers)));
        Assert.Equal(800, options.Get(PumpNames.Bulk).MaxInFlight);
        Assert.Equal(60, provider.GetRequiredService<IOptions<WakeOptions>>().Value.IntervalSeconds);
    }

    [Fact]
    public void A_setting_of_one_pump_is_of_that_pump_only()
    {
        using var provider = Provider([("Pumps:Urgent:Receivers", "7"), ("Pumps:Urgent:QueueName", "urgent")]);
        var options = provider.GetRequiredService<IOptionsMonitor<PumpOptions>>();

        Assert.Equal(("urgent", 7), (options.Get(PumpNames.Urgent).QueueName, options.Get(PumpNames.Urgent).Receivers));
        Assert.Equal(4, options.Get(PumpNames.Bulk).Receivers);
    }

    [Theory]
    [InlineData("Pumps:Events:Receivers", "0", "Pumps:Events:Receivers must be 1 to 64, but is 0.")]
    [InlineData("Pumps:Bulk:MaxInFlight", "39", "Pumps:Bulk:MaxInFlight must be 40 to 20000, but is 39.")]
    [InlineData("Pumps:Events:WaitSeconds", "21", "Pumps:Events:WaitSeconds must be 1 to 20, but is 21.")]
    [InlineData("Pumps:Urgent:VisibilitySeconds", "3", "Pumps:Urgent:VisibilitySeconds must be 4 to 43200, but is 3.")]
    [InlineData("Pumps:Events:StopGraceSeconds", "6", "Pumps:Events:StopGraceSeconds must be 0 to 5, but is 6.")]
    [InlineData("Pumps:Events:QueueName", "a.fifo", "Pumps:Events:QueueName must be the name of a standard queue (1 to 80 letters, digits, '-' or '_'), but is 'a.fifo'.")]
    [InlineData("Pumps:Events:DeadLetterQueueName", "defender-events", "Pumps:Events:DeadLetterQueueName must be another queue than QueueName, but both are 'defender-events'.")]
    public void What_is_wrong_with_a_pump_is_named(string key, string value, string message)
    {
        using var provider = Provider([(key, value)]);
        var name = key.Split(':')[1];

        var error = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IOptionsMonitor<PumpOptions>>().Get(name));

        Assert.Equal([message], error.Failures);
    }

    [Theory]
    [InlineData("Wake:IntervalSeconds", "0", "Wake:IntervalSeconds must be 1 to 3600.")]
    [InlineData("Wake:ClaimLimit", "1001", "Wake:ClaimLimit must be 1 to 1000.")]
    [InlineData("Verdicts:UnknownViolationHours", "49", "Verdicts:UnknownViolationHours must be 0.01 to 48.")]
    [InlineData("Defender:Account", "12345", "Defender:Account must be a twelve-digit account id, or absent.")]
    public void What_is_wrong_elsewhere_is_found_at_the_start(string key, string value, string message)
    {
        using var provider = Provider([(key, value)]);

        var error = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IStartupValidator>().Validate());

        Assert.Equal([message], error.Failures);
    }

    [Fact]
    public void Health_and_counters_tell_of_all_pumps()
    {
        using var provider = Provider([]);

        Assert.Equal(["Events", "Urgent", "Bulk", "UrgentLinks", "Links"], provider.GetRequiredService<IngressHealth>().Read().Select(pump => pump.Pump));
        Assert.Equal(["Events", "Urgent", "Bulk", "UrgentLinks", "Links"], provider.GetRequiredService<IngressCounters>().Read().Select(pump => pump.Pump));
        Assert.Equal(1, provider.GetRequiredService<IOptions<VerdictOptions>>().Value.UnknownViolationHours);
    }

    private static ServiceProvider Provider((string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))).Build();
        return new ServiceCollection().AddLogging().AddIngress(configuration).BuildServiceProvider();
    }
}
