using System.Collections.Immutable;
using System.Text.Json;

using OrleansDefender.Audits;
using OrleansDefender.Correlation;
using OrleansDefender.Findings;
using OrleansDefender.Ingress.Parsing;
using OrleansDefender.Things;

namespace OrleansDefender.Ingress.Delivery;

/// <summary>A message of the delivery queues: owners, and which of their findings have changed. It carries no content.</summary>
/// <param name="Owners">The owners with their findings.</param>
internal sealed record DeliveryMessage(ImmutableArray<OwnedFindings> Owners)
{
    /// <summary>The most findings that a written message names of one owner at a time.</summary>
    public const int MaxFindings = 10;

    /// <summary>The most owners that a written message names: with ten findings of each it is a call of the hub.</summary>
    public const int MaxOwners = 10;

    /// <summary>The most bytes of a written message: below what a queue takes (256 KiB at the least), with room for attributes.</summary>
    public const int MaxBytes = 200_000;

    private const int OneOwner = 1;
    private const int ManyOwners = 2;
    private const int MaxRead = 1000;

    // What stands around the owners: {"v":2,"owners":[]}.
    private const int FrameBytes = 32;

    /// <summary>A message that names one owner.</summary>
    public DeliveryMessage(OwnerKind owner, string key, ImmutableArray<string> findings)
        : this([new OwnedFindings(owner, key, findings)])
    {
    }

    /// <summary>The bodies of as few messages as name all these, in their order; each within the bounds of a written message.</summary>
    public static IReadOnlyList<string> WriteAll(IEnumerable<OwnedFindings> owners)
    {
        var bodies = new List<string>();
        var together = ImmutableArray.CreateBuilder<OwnedFindings>();
        var bytes = FrameBytes;
        foreach (var part in owners.SelectMany(Parts))
        {
            var size = JsonSerializer.SerializeToUtf8Bytes(Body(part), DeliveryJson.Relaxed.DeliveryOwnerBody).Length + 1;
            if (together.Count >= MaxOwners || (together.Count > 0 && bytes + size > MaxBytes))
            {
                End();
            }

            together.Add(part);
            bytes += size;
        }

        End();
        return bodies;

        void End()
        {
            if (together.Count > 0)
            {
                bodies.Add(new DeliveryMessage(together.ToImmutable()).Write());
            }

            together.Clear();
            bytes = FrameBytes;
        }
    }

    /// <summary>The body of the message.</summary>
    public string Write() => JsonSerializer.Serialize(
        Owners is [{ Owner: OwnerKind.Thing } thing]
            ? new DeliveryBody { V = OneOwner, Owner = Name(thing.Owner), Key = thing.Key, Findings = thing.Findings }
            : new DeliveryBody { V = ManyOwners, Owners = [.. Owners.Select(Body)] },
        DeliveryJson.Relaxed.DeliveryBody);

    /// <summary>Reads a body. Members that are not known pass.</summary>
    /// <returns>The message, or <see langword="null"/> with the reason, as a short code and in words.</returns>
    public static DeliveryMessage? Read(string body, out string reason, out string detail)
    {
        (reason, detail) = ("", "");
        DeliveryBody? read;
        try
        {
            read = JsonSerializer.Deserialize(body, DeliveryJson.Relaxed.DeliveryBody);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or ArgumentException)
        {
            (reason, detail) = ("invalid-json", exception.Message);
            return null;
        }

        ImmutableArray<DeliveryOwnerBody>? bodies = read switch
        {
            { V: OneOwner } => [new DeliveryOwnerBody { Owner = read.Owner, Key = read.Key, Findings = read.Findings }],
            { V: ManyOwners } => read.Owners ?? [],
            _ => null,
        };
        if (bodies is null)
        {
            (reason, detail) = ("unknown-version", $"Version {read?.V} of a delivery is not known; {OneOwner} and {ManyOwners} are.");
            return null;
        }

        if (bodies.Value.Length is < 1 or > MaxRead)
        {
            (reason, detail) = ("invalid-member", $"A delivery needs 1 to {MaxRead} 'owners'.");
            return null;
        }

        var owners = ImmutableArray.CreateBuilder<OwnedFindings>(bodies.Value.Length);
        foreach (var owner in bodies.Value)
        {
            if (ReadOwner(owner, out reason, out detail) is not { } findings)
            {
                return null;
            }

            owners.Add(findings);
        }

        return new DeliveryMessage(owners.ToImmutable());
    }

    private static OwnedFindings? ReadOwner(DeliveryOwnerBody? read, out string reason, out string detail)
    {
        (reason, detail) = ("", "");
        OwnerKind? kind = read?.Owner switch
        {
            "thing" => OwnerKind.Thing,
            "resource" => OwnerKind.Resource,
            "correlation" => OwnerKind.Correlation,
            _ => null,
        };
        if (kind is null)
        {
            (reason, detail) = ("unknown-owner", $"The kind of owner '{read?.Owner}' is not known.");
            return null;
        }

        if (string.IsNullOrEmpty(read!.Key) || read.Findings is not { Length: >= 1 and <= MaxRead } findings || findings.Any(string.IsNullOrEmpty))
        {
            (reason, detail) = ("invalid-member", $"A delivery needs a 'key' and 1 to {MaxRead} 'findings' of each owner.");
            return null;
        }

        if (ScopeOf(kind.Value, read.Key) is not { } scope)
        {
            (reason, detail) = ("invalid-member", kind switch
            {
                OwnerKind.Thing => "The 'key' of a thing is of the form account/region/thing.",
                OwnerKind.Resource => "The 'key' of a resource is of the form account/region/kind/id.",
                _ => "The 'key' of a correlation is of the form account/region/rule/hash.",
            });
            return null;
        }

        if (!ScopeText.IsScope(scope))
        {
            (reason, detail) = ("invalid-member", "The 'key' does not begin with an account of twelve digits and a Region.");
            return null;
        }

        return new OwnedFindings(kind.Value, read.Key, findings);
    }

    private static AccountRegion? ScopeOf(OwnerKind kind, string key) => kind switch
    {
        OwnerKind.Thing => ThingKey.TryParse(key, out var thing) ? thing.Scope : null,
        OwnerKind.Resource => ResourceKey.TryParse(key, out var resource) ? resource.Scope : null,
        _ => CorrelationKey.TryParse(key, out var group) ? group.Scope : null,
    };

    private static IEnumerable<OwnedFindings> Parts(OwnedFindings owner) =>
        owner.Findings.Distinct(StringComparer.Ordinal).Chunk(MaxFindings).Select(keys => owner with { Findings = [.. keys] });

    private static DeliveryOwnerBody Body(OwnedFindings owner) => new() { Owner = Name(owner.Owner), Key = owner.Key, Findings = owner.Findings };

    private static string Name(OwnerKind owner) => owner switch
    {
        OwnerKind.Thing => "thing",
        OwnerKind.Resource => "resource",
        OwnerKind.Correlation => "correlation",
        _ => throw new ArgumentOutOfRangeException(nameof(owner), owner, "This kind of owner has no name in messages."),
    };
}
