using Microsoft.Extensions.DependencyInjection;

using Orleans.Serialization;

using OrleansDefender.Correlation;
using OrleansDefender.Things;

using Xunit;

using static OrleansDefender.Tests.Unit.Things.Given;

namespace OrleansDefender.Tests.Unit.Things;

/// <summary>A DynamoDB write costs one unit per started KiB: the size of a thing is money.</summary>
public sealed class StoredSizeTests
{
    private static readonly Serializer<ThingState> Serializer =
        new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<Serializer<ThingState>>();

    private static readonly ThingContext Typical = new()
    {
        ThingType = "Compressor",
        Groups = ["Compressors", "lab-bench-1", "plant-07"],
        Attributes = ThingContext.None.Attributes.Add("criticality", "medium").Add("firmware", "3.8.14").Add("site", "plant-07"),
        AskedMs = At(100_001).ToUnixTimeMilliseconds(),
        IsRegistered = true,
    };

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

        state = ThingLogic.Apply(state, Thing, new ThingCauses { Context = Typical }, SeverityPolicy.Default, At(100_001)).State;
        Assert.NotNull(state.Context);

        var bytes = Serializer.SerializeToArray(state).Length + Thing.ToString().Length + GrainStorageNames.Things.Length;

        Assert.InRange(bytes, 1, budget);
        var read = Serializer.Deserialize(Serializer.SerializeToArray(state));
        Assert.Equal(Typical.Groups, read!.Context!.Groups);
        Assert.Equal(Typical.Attributes, read.Context!.Attributes);
        Assert.Equal((Typical.ThingType, Typical.AskedMs, true), (read.Context!.ThingType, read.Context.AskedMs, read.Context.IsRegistered));
    }
}
