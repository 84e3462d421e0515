namespace OrleansDefender.Silo.Hosting;

/// <summary>The host's settings (section <c>Defender</c>).</summary>
public sealed class DefenderOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Defender";

    /// <summary>The account of local mode, and its only access key id: the one that AWS's own documentation uses.</summary>
    public const string LocalAccount = "111122223333";

    /// <summary>The Region of local mode.</summary>
    public const string LocalRegion = "us-east-1";

    /// <summary>Where the AWS services are. Default <see cref="DefenderMode.Local"/>.</summary>
    public DefenderMode Mode { get; set; } = DefenderMode.Local;

    /// <summary>
    /// The address of the HTTP API: <c>http://</c>, a loopback address, a port (0 takes a free one). Loopback only, because the API knows no roles yet.
    /// Default <c>http://127.0.0.1:5080</c>.
    /// </summary>
    public string Url { get; set; } = "http://127.0.0.1:5080";

    /// <summary>The folder of the database; made where it is missing. Relative to the current directory. Default <c>data</c>.</summary>
    public string DataPath { get; set; } = "data";

    /// <summary>Whether to forget everything first: deletes the product's own database files in <see cref="DataPath"/>, and nothing else. Default false; <c>--fresh</c> says the same.</summary>
    public bool Fresh { get; set; }

    /// <summary>The account of events that do not name one: twelve digits. Default 111122223333 in local mode; must be set in AWS mode.</summary>
    public string Account { get; set; } = "";

    /// <summary>The Region of events that do not name one, and of the AWS clients. Default us-east-1 in local mode; in AWS mode that of the SDK's chain (AWS_REGION, profile).</summary>
    public string Region { get; set; } = "";

    /// <summary>
    /// The name of the role that is assumed in accounts other than <see cref="Account"/> for the calls to AWS IoT and Security Hub there. Default none: they are
    /// made with the process's own credentials, which a real Security Hub refuses for findings of another account.
    /// </summary>
    public string? MemberRole { get; set; }

    /// <summary>The TCP port on 127.0.0.1 for other silos; 0 takes a free one. Default 0: a cluster of one has no other silos.</summary>
    public int SiloPort { get; set; }

    /// <summary>The account and Region as one.</summary>
    internal AccountRegion Scope => new(Account, Region);
}
