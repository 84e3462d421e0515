namespace OrleansDefender.Ingress.Links;

/// <summary>One thing of a look-up as it is written.</summary>
internal sealed class LinkThingBody
{
    /// <summary>The name, or the client id.</summary>
    public string? Name { get; set; }

    /// <summary>The severity, by the name of Security Hub's label.</summary>
    public string? Severity { get; set; }
}
