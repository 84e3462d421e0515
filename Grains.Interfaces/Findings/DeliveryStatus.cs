namespace OrleansDefender.Findings;

/// <summary>What became of a finding handed to Security Hub.</summary>
[GenerateSerializer, Alias("OrleansDefender.Findings.DeliveryStatus")]
public enum DeliveryStatus
{
    /// <summary>Not now: quota, pause or failure. Keep the delivery and try again.</summary>
    Busy = 0,

    /// <summary>It is in the hub, or a newer revision is.</summary>
    Landed = 1,

    /// <summary>The hub refuses this content for good.</summary>
    Rejected = 2,
}
