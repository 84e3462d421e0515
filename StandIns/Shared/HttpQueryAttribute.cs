#nullable enable

namespace OrleansDefender.StandIns;

/// <summary>The member is a parameter of the request's query.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class HttpQueryAttribute(string name) : Attribute
{
    /// <summary>The parameter's name.</summary>
    public string Name { get; } = name;
}
