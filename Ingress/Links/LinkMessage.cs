using System.Collections.Immutable;
using System.Text.Json;

using OrleansDefender.Audits;
using OrleansDefender.Ingress.Parsing;

namespace OrleansDefender.Ingress.Links;

/// <summary>
/// A message of the queues for look-ups: resources of which AWS IoT has to be asked which things they belong to, and things of which it has to be asked what
/// they are.
/// </summary>
/// <param name="Scope">The account and Region.</param>
/// <param name="Resources">The resources.</param>
internal sealed record LinkMessage(AccountRegion Scope, ImmutableArray<WantedLinks> Resources)
{
    /// <summary>The most resources, or things, that a written message names: some seconds of the quota of look-ups.</summary>
    public const int MaxResources = 50;

    /// <summary>The most bytes of a written message: below what a queue takes (256 KiB at the least), with room for attributes.</summary>
    public const int MaxBytes = 200_000;

    private const int Version = 1;
    private const int MaxRead = 1000;
    private const int MaxThingName = 1024;

    // What stands around the resources, with the longest account and Region.
    private const int FrameBytes = 128;

    /// <summary>The things.</summary>
    public ImmutableArray<WantedContext> Things { get; init; } = [];

    /// <summary>The bodies of as few messages as name all these, in their order; each within the bounds of a written message.</summary>
    public static IReadOnlyList<string> WriteAll(AccountRegion scope, IEnumerable<WantedLinks> resources) => WriteAll(
        resources,
        static resource => JsonSerializer.SerializeToUtf8Bytes(Body(resource), LinkJson.Relaxed.LinkResourceBody).Length,
        together => new LinkMessage(scope, together));

    /// <summary>The same for things.</summary>
    public static IReadOnlyList<string> WriteAll(AccountRegion scope, IEnumerable<WantedContext> things) => WriteAll(
        things,
        static thing => JsonSerializer.SerializeToUtf8Bytes(Body(thing), LinkJson.Relaxed.LinkThingBody).Length,
        together => new LinkMessage(scope, []) { Things = together });

    /// <summary>The body of the message.</summary>
    public string Write() => JsonSerializer.Serialize(
        new LinkBody
        {
            V = Version,
            Account = Scope.Account,
            Region = Scope.Region,
            Resources = Resources.IsEmpty ? null : [.. Resources.Select(Body)],
            Things = Things.IsEmpty ? null : [.. Things.Select(Body)],
        },
        LinkJson.Relaxed.LinkBody);

    /// <summary>Reads a body. Members that are not known pass.</summary>
    /// <returns>The message, or <see langword="null"/> with the reason, as a short code and in words.</returns>
    public static LinkMessage? Read(string body, out string reason, out string detail)
    {
        (reason, detail) = ("", "");
        LinkBody? read;
        try
        {
            read = JsonSerializer.Deserialize(body, LinkJson.Relaxed.LinkBody);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or ArgumentException)
        {
            (reason, detail) = ("invalid-json", exception.Message);
            return null;
        }

        if (read is not { V: Version })
        {
            (reason, detail) = ("unknown-version", $"Version {read?.V} of a look-up is not known; {Version} is.");
            return null;
        }

        if (!ScopeText.IsAccount(read.Account) || !ScopeText.IsRegion(read.Region))
        {
            (reason, detail) = ("invalid-member", "A look-up needs an 'account' of twelve digits and a 'region'.");
            return null;
        }

        var resources = read.Resources ?? [];
        var things = read.Things ?? [];
        if (resources.Length + things.Length is < 1 or > MaxRead)
        {
            (reason, detail) = ("invalid-member", $"A look-up needs 1 to {MaxRead} 'resources' or 'things'.");
            return null;
        }

        var wanted = ImmutableArray.CreateBuilder<WantedLinks>(resources.Length);
        foreach (var resource in resources)
        {
            if (resource is not { Kind.Length: > 0, Id.Length: > 0 } || resource.Kind.Contains('/', StringComparison.Ordinal)
                || ReadSeverity(resource.Severity) is not { } severity)
            {
                (reason, detail) = ("invalid-member", "Each of the 'resources' needs a 'kind', an 'id' and a 'severity'.");
                return null;
            }

            wanted.Add(new WantedLinks(new ResourceIdentifier(resource.Kind, resource.Id), severity));
        }

        var named = ImmutableArray.CreateBuilder<WantedContext>(things.Length);
        foreach (var thing in things)
        {
            if (thing is not { Name.Length: > 0 and <= MaxThingName } || ReadSeverity(thing.Severity) is not { } severity)
            {
                (reason, detail) = ("invalid-member", $"Each of the 'things' needs a 'name' of 1 to {MaxThingName} characters and a 'severity'.");
                return null;
            }

            named.Add(new WantedContext(thing.Name, severity));
        }

        return new LinkMessage(new AccountRegion(read.Account!, read.Region!), wanted.ToImmutable()) { Things = named.ToImmutable() };
    }

    private static List<string> WriteAll<T>(IEnumerable<T> entries, Func<T, int> sizeOf, Func<ImmutableArray<T>, LinkMessage> make)
    {
        var bodies = new List<string>();
        var together = ImmutableArray.CreateBuilder<T>();
        var bytes = FrameBytes;
        foreach (var entry in entries)
        {
            var size = sizeOf(entry) + 1;
            if (together.Count >= MaxResources || (together.Count > 0 && bytes + size > MaxBytes))
            {
                End();
            }

            together.Add(entry);
            bytes += size;
        }

        End();
        return bodies;

        void End()
        {
            if (together.Count > 0)
            {
                bodies.Add(make(together.ToImmutable()).Write());
            }

            together.Clear();
            bytes = FrameBytes;
        }
    }

    private static LinkThingBody Body(WantedContext thing) => new() { Name = thing.ThingName, Severity = Name(thing.Severity) };

    private static LinkResourceBody Body(WantedLinks resource) =>
        new() { Kind = resource.Resource.Kind, Id = resource.Resource.Id, Severity = Name(resource.Severity) };

    private static string Name(Severity severity) => severity.ToString().ToUpperInvariant();

    private static Severity? ReadSeverity(string? text) =>
        Enum.GetValues<Severity>().Cast<Severity?>().FirstOrDefault(severity => Name(severity!.Value) == text);
}
