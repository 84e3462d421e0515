namespace OrleansDefender.Ingress;

/// <summary>Where messages come from that do not say it themselves; section <c>Defender</c>.</summary>
public sealed class IngressOptions
{
    /// <summary>The twelve-digit account; absent: messages that name none are dead-lettered.</summary>
    public string? Account { get; set; }

    /// <summary>The Region; absent: messages that name none are dead-lettered.</summary>
    public string? Region { get; set; }
}
