using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

using Amazon.DynamoDBv2.Model;

namespace Orleans.Clustering.DynamoDB;

/// <summary>The rows of the membership table: what attribute holds what, and in which form.</summary>
/// <remarks>The real package writes and reads the same. A row that cannot be read is an error: a live silo must not vanish from the view of the others.</remarks>
internal static class SiloRow
{
    public const string DeploymentId = "DeploymentId";
    public const string SiloIdentity = "SiloIdentity";
    public const string Address = "Address";
    public const string Port = "Port";
    public const string Generation = "Generation";
    public const string HostName = "HostName";
    public const string SiloName = "SiloName";
    public const string SiloStatus = "SiloStatus";
    public const string ProxyPort = "ProxyPort";
    public const string StartTime = "StartTime";
    public const string IAmAliveTime = "IAmAliveTime";
    public const string SuspectingSilos = "SuspectingSilos";
    public const string SuspectingTimes = "SuspectingTimes";
    public const string MembershipVersion = "MembershipVersion";
    public const string ETag = "ETag";

    /// <summary>The sort key of the one row that is no silo.</summary>
    public const string VersionRow = "VersionRow";

    // Of fixed width, so that its order as text is its order in time.
    private const string TimeFormat = "yyyy-MM-dd HH:mm:ss.fff 'GMT'";
    private const char Separator = '|';

    /// <summary>The key of a silo's row.</summary>
    public static Dictionary<string, AttributeValue> KeyOf(string clusterId, SiloAddress silo) => KeyOf(clusterId, IdentityOf(silo));

    /// <summary>The key of the version row.</summary>
    public static Dictionary<string, AttributeValue> VersionKeyOf(string clusterId) => KeyOf(clusterId, VersionRow);

    /// <summary>A time as the table holds it.</summary>
    public static string TextOf(DateTime time) => time.ToString(TimeFormat, CultureInfo.InvariantCulture);

    /// <summary>A number as DynamoDB takes it.</summary>
    public static AttributeValue Number(int number) => new() { N = number.ToString(CultureInfo.InvariantCulture) };

    /// <summary>Whether an item is the version row.</summary>
    public static bool IsVersionRow(Dictionary<string, AttributeValue> item) => item.TryGetValue(SiloIdentity, out var identity) && identity.S == VersionRow;

    /// <summary>The row of a silo.</summary>
    public static Dictionary<string, AttributeValue> Of(string clusterId, MembershipEntry entry, int tableVersion, int eTag)
    {
        var silo = entry.SiloAddress;
        var row = KeyOf(clusterId, silo);
        AddText(row, Address, silo.Endpoint.Address.ToString());
        row.Add(Port, Number(silo.Endpoint.Port));
        row.Add(Generation, Number(silo.Generation));
        AddText(row, HostName, entry.HostName);
        row.Add(SiloStatus, Number((int)entry.Status));
        row.Add(ProxyPort, Number(entry.ProxyPort));
        AddText(row, SiloName, entry.SiloName);
        row.Add(StartTime, new AttributeValue(TextOf(entry.StartTime)));
        row.Add(IAmAliveTime, new AttributeValue(TextOf(entry.IAmAliveTime)));
        if (entry.SuspectTimes is { Count: > 0 } votes)
        {
            row.Add(SuspectingSilos, new AttributeValue(string.Join(Separator, votes.Select(vote => vote.Item1.ToParsableString()))));
            row.Add(SuspectingTimes, new AttributeValue(string.Join(Separator, votes.Select(vote => TextOf(vote.Item2)))));
        }

        row.Add(MembershipVersion, Number(tableVersion));
        row.Add(ETag, Number(eTag));
        return row;
    }

    /// <summary>The first version row of a cluster.</summary>
    public static Dictionary<string, AttributeValue> FirstVersionOf(string clusterId)
    {
        var row = VersionKeyOf(clusterId);
        foreach (var name in (ReadOnlySpan<string>)[Port, Generation, SiloStatus, ProxyPort, MembershipVersion, ETag])
        {
            row.Add(name, Number(0));
        }

        return row;
    }

    /// <summary>Reads a silo's row.</summary>
    /// <exception cref="FormatException">It is not one; the message says what is wrong with it.</exception>
    public static Tuple<MembershipEntry, string> Read(Dictionary<string, AttributeValue> row)
    {
        var status = (SiloStatus)NumberOf(row, SiloStatus);
        var entry = new MembershipEntry
        {
            SiloAddress = SiloOf(row),
            HostName = TextOf(row, HostName) ?? "",
            Status = Enum.IsDefined(status) ? status : throw Malformed(row, SiloStatus),
            ProxyPort = NumberOf(row, ProxyPort),
            SiloName = TextOf(row, SiloName) ?? "",
            StartTime = TimeOf(row, StartTime),
            IAmAliveTime = TimeOf(row, IAmAliveTime),
            SuspectTimes = VotesOf(row),
        };
        return Tuple.Create(entry, NumberOf(row, ETag).ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Reads a version row.</summary>
    /// <exception cref="FormatException">It is not one.</exception>
    public static TableVersion ReadVersion(Dictionary<string, AttributeValue> row) =>
        new(NumberOf(row, MembershipVersion), NumberOf(row, ETag).ToString(CultureInfo.InvariantCulture));

    /// <summary>Reads where a client reaches a silo.</summary>
    /// <exception cref="FormatException">The row says it unreadably.</exception>
    public static Uri ReadGateway(Dictionary<string, AttributeValue> row) =>
        SiloAddress.New(AddressOf(row), NumberOf(row, ProxyPort), NumberOf(row, Generation)).ToGatewayUri();

    /// <summary>The ETag as a number, if it is one.</summary>
    public static bool TryParseETag([NotNullWhen(true)] string? eTag, out int number) =>
        int.TryParse(eTag, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static Dictionary<string, AttributeValue> KeyOf(string clusterId, string identity) => new(16, StringComparer.Ordinal)
    {
        [DeploymentId] = new AttributeValue(clusterId),
        [SiloIdentity] = new AttributeValue(identity),
    };

    private static string IdentityOf(SiloAddress silo) =>
        string.Create(CultureInfo.InvariantCulture, $"{silo.Endpoint.Address}-{silo.Endpoint.Port}-{silo.Generation}");

    private static void AddText(Dictionary<string, AttributeValue> row, string name, string? text)
    {
        if (!string.IsNullOrWhiteSpace(text))
        {
            row.Add(name, new AttributeValue(text));
        }
    }

    private static string? TextOf(Dictionary<string, AttributeValue> row, string name) => row.TryGetValue(name, out var value) ? value.S : null;

    private static int NumberOf(Dictionary<string, AttributeValue> row, string name) =>
        row.TryGetValue(name, out var value) && int.TryParse(value.N, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Malformed(row, name);

    private static DateTime TimeOf(Dictionary<string, AttributeValue> row, string name) =>
        TextOf(row, name) is not { Length: > 0 } text ? default : TimeOf(row, name, text);

    private static DateTime TimeOf(Dictionary<string, AttributeValue> row, string name, string text) =>
        DateTime.TryParseExact(
            text, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : throw Malformed(row, name);

    private static IPAddress AddressOf(Dictionary<string, AttributeValue> row) =>
        IPAddress.TryParse(TextOf(row, Address), out var address) ? address : throw Malformed(row, Address);

    private static SiloAddress SiloOf(Dictionary<string, AttributeValue> row)
    {
        var port = NumberOf(row, Port);
        return port is >= IPEndPoint.MinPort and <= IPEndPoint.MaxPort
            ? SiloAddress.New(AddressOf(row), port, NumberOf(row, Generation))
            : throw Malformed(row, Port);
    }

    private static List<Tuple<SiloAddress, DateTime>> VotesOf(Dictionary<string, AttributeValue> row)
    {
        var silos = PartsOf(row, SuspectingSilos);
        var times = PartsOf(row, SuspectingTimes);
        if (silos.Length != times.Length)
        {
            throw Malformed(row, SuspectingTimes);
        }

        var votes = new List<Tuple<SiloAddress, DateTime>>(silos.Length);
        for (var i = 0; i < silos.Length; i++)
        {
            votes.Add(SiloAddress.TryParse(silos[i], out var silo)
                ? Tuple.Create(silo, TimeOf(row, SuspectingTimes, times[i]))
                : throw Malformed(row, SuspectingSilos));
        }

        return votes;
    }

    private static string[] PartsOf(Dictionary<string, AttributeValue> row, string name) =>
        TextOf(row, name) is { Length: > 0 } text ? text.Split(Separator) : [];

    private static FormatException Malformed(Dictionary<string, AttributeValue> row, string name)
    {
        var value = row.TryGetValue(name, out var found) ? $"'{found.S ?? found.N}'" : "missing";
        return new FormatException($"Membership row '{TextOf(row, SiloIdentity)}' of cluster '{TextOf(row, DeploymentId)}' is malformed: {name} is {value}.");
    }
}
