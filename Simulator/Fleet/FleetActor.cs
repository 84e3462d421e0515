namespace OrleansDefender.Simulator.Fleet;

/// <summary>Who called, as CloudTrail tells it.</summary>
/// <param name="AccessKeyId">The access key of the call.</param>
/// <param name="Session">The session's name, the last part of the assumed role's ARN.</param>
/// <param name="SourceAddress">The caller's address.</param>
/// <param name="UserAgent">The caller's user agent.</param>
internal sealed record FleetActor(string AccessKeyId, string Session, string SourceAddress, string UserAgent)
{
    /// <summary>The role that every caller is taken to have assumed.</summary>
    public const string Role = "SecurityAnalyst";

    /// <summary>The analyst of the stories.</summary>
    public static readonly FleetActor Analyst = new("ASIAEXAMPLEKEYID", "soc-analyst", "192.0.2.44", "Mozilla/5.0");
}
