using System.Collections.Immutable;

namespace OrleansDefender.Ingress.Links;

/// <summary>A look-up as it is written.</summary>
internal sealed class LinkBody
{
    /// <summary>The version of the form.</summary>
    public int V { get; set; }

    /// <summary>The account.</summary>
    public string? Account { get; set; }

    /// <summary>The Region.</summary>
    public string? Region { get; set; }

    /// <summary>The resources.</summary>
    public ImmutableArray<LinkResourceBody>? Resources { get; set; }

    /// <summary>The things.</summary>
    public ImmutableArray<LinkThingBody>? Things { get; set; }
}
