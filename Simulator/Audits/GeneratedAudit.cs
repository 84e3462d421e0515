using System.Globalization;
using System.Text.Json.Nodes;

using OrleansDefender.Simulator.Fleet;

namespace OrleansDefender.Simulator.Audits;

/// <summary>The findings of a big audit: each is a pure function of the seed and its number, so that a million of them cost no memory.</summary>
/// <remarks>
/// Ten findings for each thing: on the certificate that it uses, on the one before it, and on its client id. No two have the same check, resource and reason.
/// The number of a finding is its position in every list, whatever the run and the filter.
/// </remarks>
internal sealed class GeneratedAudit
{
    /// <summary>How many findings a thing has.</summary>
    public const int PerThing = 10;

    private const int IdDigits = 16;

    // A registry of at least this many devices has two that are not registered.
    private const int Unregistered = 2;
    private const int FewestWithUnregistered = 8;

    private static readonly Slot[] Slots =
    [
        new(AuditCatalog.Expiring, Holder.Certificate, 0),
        new(AuditCatalog.Age, Holder.Certificate, 0),
        new(AuditCatalog.KeyQuality, Holder.Certificate, 0),
        new(AuditCatalog.KeyQuality, Holder.Certificate, 1),
        new(AuditCatalog.Revoked, Holder.Certificate, 0),
        new(AuditCatalog.ClientIds, Holder.Client, 0),
        new(AuditCatalog.Expiring, Holder.Before, 1),
        new(AuditCatalog.Age, Holder.Before, 0),
        new(AuditCatalog.KeyQuality, Holder.Before, 0),
        new(AuditCatalog.KeyQuality, Holder.Before, 1),
    ];

    private readonly int _seed;
    private readonly int _findings;
    private readonly HashSet<string> _checks;
    private readonly FleetRegistry _registry;
    private readonly FleetCertificates _certificates;

    /// <summary>The findings of an audit.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="findings">How many there are of all checks.</param>
    /// <param name="checks">The checks that run; <see langword="null"/> for all.</param>
    public GeneratedAudit(int seed, int findings, IEnumerable<string>? checks = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(findings, 1);
        _seed = seed;
        _findings = findings;
        _checks = [.. AllChecks.Where(check => checks is null || checks.Contains(check))];
        _registry = RegistryOf(seed, findings);
        _certificates = new FleetCertificates(seed, _registry, each: 2);
    }

    private enum Holder
    {
        Certificate,
        Before,
        Client,
    }

    /// <summary>The checks that there are findings of.</summary>
    public static IReadOnlyList<string> AllChecks { get; } = [.. Slots.Select(slot => slot.Check).Distinct()];

    /// <summary>The checks that run.</summary>
    public IEnumerable<string> Checks => AllChecks.Where(_checks.Contains);

    /// <summary>How many findings there are of the checks that run.</summary>
    public long Count => Slots.Where((slot, place) => _checks.Contains(slot.Check)).Count() * (long)(_findings / PerThing)
        + Slots.Take(_findings % PerThing).Count(slot => _checks.Contains(slot.Check));

    /// <summary>The fleet that so many findings are about.</summary>
    public static FleetRegistry RegistryOf(int seed, int findings)
    {
        var things = (findings + PerThing - 1) / PerThing;
        return new FleetRegistry(seed, things >= FewestWithUnregistered ? things + Unregistered : things);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static GeneratedAudit Read(string maker)
    {
        var parts = maker.Split('/');
        return new GeneratedAudit(
            int.Parse(parts[0], CultureInfo.InvariantCulture), int.Parse(parts[1], CultureInfo.InvariantCulture), parts[2].Split(','));
    }

    /// <summary>What makes it, as a text.</summary>
    public string Write() => FormattableString.Invariant($"{_seed}/{_findings}/{string.Join(',', Checks)}");

    /// <summary>The same findings, of other checks.</summary>
    public GeneratedAudit Of(IEnumerable<string> checks) => new(_seed, _findings, checks);

    /// <summary>The numbers of the findings from one on, in order.</summary>
    public IEnumerable<int> From(long number, string? check)
    {
        var slots = Enumerable.Range(0, PerThing).Where(slot => IsAsked(slot, check)).ToList();
        for (var thing = number / PerThing; slots.Count > 0 && thing * PerThing < _findings; thing++)
        {
            foreach (var slot in slots)
            {
                var index = (thing * PerThing) + slot;
                if (index >= number && index < _findings)
                {
                    yield return (int)index;
                }
            }
        }
    }

    /// <summary>The numbers of the findings on a resource, in order.</summary>
    public IEnumerable<int> On(JsonObject resource, string? check)
    {
        var (thing, holder) = HolderOf(resource);
        if (thing is null)
        {
            yield break;
        }

        for (var slot = 0; slot < PerThing; slot++)
        {
            var index = (thing.Value * PerThing) + slot;
            if (Slots[slot].Holder == holder && IsAsked(slot, check) && index < _findings)
            {
                yield return index;
            }
        }
    }

    /// <summary>What a finding is: check, resource and reason.</summary>
    public (string Check, JsonObject Resource, string Reason) IdentityOf(int number)
    {
        var (thing, slot) = (number / PerThing, Slots[number % PerThing]);
        var resource = slot.Holder switch
        {
            Holder.Client => AuditResource.Client(_registry.NameOf(thing)),
            Holder.Certificate => AuditResource.Certificate(_certificates.IdOf(thing)),
            _ => AuditResource.Certificate(_certificates.IdOf(thing + _registry.Registered)),
        };
        return (slot.Check, resource, AuditCatalog.FindOrMake(slot.Check).Reasons[slot.Reason].Code);
    }

    /// <summary>When a finding of a run was found, epoch milliseconds.</summary>
    public long TimeOf(AuditRun run, int number) => run.Started + ((run.Ended - run.Started) * number / _findings);

    /// <summary>A finding as the API has it.</summary>
    public JsonObject FindingAt(AuditRun run, int number, bool suppressed)
    {
        var (check, identifier, reason) = IdentityOf(number);
        var resource = new JsonObject { ["resourceIdentifier"] = identifier };
        if (check == AuditCatalog.Expiring)
        {
            var past = reason == AuditCatalog.FindOrMake(check).Reasons[1].Code;
            var days = 1 + (long)(FleetHash.Mix((ulong)_seed, (ulong)number) % 29);
            var expires = DateTimeOffset.FromUnixTimeMilliseconds(run.Started).AddDays(past ? -days : days).ToUnixTimeMilliseconds();
            resource["additionalInfo"] = new JsonObject { ["EXPIRATION_TIME"] = expires.ToString(CultureInfo.InvariantCulture) };
        }

        var given = new JsonObject
        {
            ["checkName"] = check,
            ["nonCompliantResource"] = resource,
            ["relatedResources"] = new JsonArray(),
            ["reasonForNonComplianceCode"] = reason,
        };
        return AuditJson.Complete(given, run.TaskId, run.Started, TimeOf(run, number), IdOf(run, number), suppressed);
    }

    /// <summary>The part of a finding's id that names its run.</summary>
    public static string PrefixOf(AuditRun run) => run.Key.ToString("x16", CultureInfo.InvariantCulture);

    /// <summary>The number of a run's finding by its id; <see langword="null"/> for an id that is none of them.</summary>
    public int? NumberOf(AuditRun run, string findingId)
    {
        if (findingId.Length != 2 * IdDigits
            || !findingId.StartsWith(PrefixOf(run), StringComparison.Ordinal)
            || !ulong.TryParse(findingId.AsSpan(IdDigits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
        {
            return null;
        }

        var number = FleetCode.Read(code, run.Key);
        return number < (ulong)_findings && IsAsked((int)(number % PerThing), null) ? (int)number : null;
    }

    /// <summary>What the run says of its checks.</summary>
    /// <param name="suppressed">What is suppressed: check and resource.</param>
    /// <param name="countsSuppressed">Whether suppressed resources count as non-compliant.</param>
    public JsonArray Details(IReadOnlyCollection<(string Check, string Resource)> suppressed, bool countsSuppressed)
    {
        var details = new JsonArray();
        foreach (var check in Checks)
        {
            var resources = Resources(Slots, check) * (long)(_findings / PerThing) + Resources(Slots.Take(_findings % PerThing), check);
            var hidden = suppressed.Count(pair => pair.Check == check && On((JsonObject)JsonNode.Parse(pair.Resource)!, check).Any());
            var total = check == AuditCatalog.ClientIds ? _registry.Count : _certificates.Attached + _certificates.Unattached;
            details.Add(AuditJson.Detail(new JsonObject { ["checkName"] = check }, countsSuppressed ? resources : resources - hidden, hidden, total));
        }

        return details;

        static int Resources(IEnumerable<Slot> slots, string check) => slots.Where(slot => slot.Check == check).Select(slot => slot.Holder).Distinct().Count();
    }

    private static string IdOf(AuditRun run, int number) =>
        PrefixOf(run) + FleetCode.Write((ulong)number, run.Key).ToString("x16", CultureInfo.InvariantCulture);

    private bool IsAsked(int slot, string? check) => _checks.Contains(Slots[slot].Check) && (check is null || check == Slots[slot].Check);

    private (int? Thing, Holder Holder) HolderOf(JsonObject resource)
    {
        if ((string?)resource["clientId"] is { } client)
        {
            return (_registry.NumberOf(client), Holder.Client);
        }

        if ((string?)resource["deviceCertificateId"] is { } id && _certificates.NumberOf(id) is { } number && number < _certificates.Attached)
        {
            return number < _registry.Registered ? (number, Holder.Certificate) : (number - _registry.Registered, Holder.Before);
        }

        return (null, Holder.Client);
    }

    private sealed record Slot(string Check, Holder Holder, int Reason);
}
