namespace OrleansDefender.Ingress.Links;

/// <summary>One resource of a look-up as it is written.</summary>
internal sealed class LinkResourceBody
{
    /// <summary>The kind of resource.</summary>
    public string? Kind { get; set; }

    /// <summary>The identifier in full.</summary>
    public string? Id { get; set; }

    /// <summary>The severity, by the name of Security Hub's label.</summary>
    public string? Severity { get; set; }
}
