#nullable enable

namespace OrleansDefender.StandIns;

/// <summary>The member fills a label of the request's path.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class HttpLabelAttribute(string name) : Attribute
{
    /// <summary>The label, without braces.</summary>
    public string Name { get; } = name;
}
