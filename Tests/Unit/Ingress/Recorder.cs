using System.Reflection;

namespace OrleansDefender.Tests.Unit.Ingress;

/// <summary>Stands for any interface, a grain's or the grain factory's, and hands each call to a function.</summary>
/// <remarks>No class of the tests may implement a grain's interface: Orleans would take it for the grain.</remarks>
public class Recorder : DispatchProxy
{
    private Func<MethodInfo, object?[], object?>? _call;

    /// <summary>An object of the interface whose calls the function answers.</summary>
    public static T Of<T>(Func<MethodInfo, object?[], object?> call)
        where T : class
    {
        var proxy = Create<T, Recorder>();
        ((Recorder)(object)proxy)._call = call;
        return proxy;
    }

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => _call!(targetMethod!, args ?? []);
}
