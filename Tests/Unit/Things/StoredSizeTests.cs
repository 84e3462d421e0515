using Microsoft.Extensions.DependencyInjection;

using Orleans.Serialization;

using OrleansDefender.Things;

using Xunit;

using static OrleansDefender.Tests.Unit.Things.Given;

namespace OrleansDefender.Tests.Unit.Things;

/// <summary>A DynamoDB write costs one unit per started KiB: the size of a thing is money.</summary>
public sealed class StoredSizeTests
{
    private static readonly Serializer<ThingState> Serializer =
        new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<Serializer<ThingState>>();

    [Theory]
    [InlineData(1, 1024)]
    [InlineData(5, 2048)]
    public void A_thing_with_full_windows_fits_its_budget_keys_included(int alarms, int budget)
    {
        string[] behaviors =
            ["AuthorizationFailures-High", "ConnectionAttempts-Low", "MessageSize-Medium", "DeviceListeningTCPPorts-High", "Disconnects-Low"];
        var events =
            from alarm in Enumerable.Range(0, alarms)
            from episode in Enumerable.Range(0, 4)
            let id = Convert.ToHexStringLower(Guid.Parse($"{alarm:D8}-0000-4000-8000-{episode:D12}").ToByteArray())
            from kind in new[] { TransitionKind.InAlarm, TransitionKind.Cleared }
            select Event(kind, (episode * 60) + (kind == TransitionKind.Cleared ? 17.321 : 0), id, behaviors[alarm]);
        var state = Apply(ThingState.Empty, At(100_000), [.. events]);
        Assert.All(state.Alarms, alarm => Assert.Equal(TransitionWindow.Capacity, alarm.Window.Transitions.Length));

        var bytes = Serializer.SerializeToArray(state).Length + Thing.ToString().Length + GrainStorageNames.Things.Length;

        Assert.InRange(bytes, 1, budget);
    }
}
