#nullable enable

namespace OrleansDefender.StandIns;

/// <summary>The member is a header of the request.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class HttpHeaderAttribute(string name) : Attribute
{
    /// <summary>The header's name.</summary>
    public string Name { get; } = name;
}
