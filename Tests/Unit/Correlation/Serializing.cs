using Microsoft.Extensions.DependencyInjection;

using Orleans.Serialization;

namespace OrleansDefender.Tests.Unit.Correlation;

/// <summary>The size of what a grain stores.</summary>
internal static class Serializing
{
    private static readonly Serializer Serializer = new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<Serializer>();

    public static int Size<T>(T value) => Serializer.SerializeToArray(value).Length;

    public static T Copy<T>(T value) => Serializer.Deserialize<T>(Serializer.SerializeToArray(value))!;
}
