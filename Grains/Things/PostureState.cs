using System.Collections.Immutable;

using OrleansDefender.Audits;

namespace OrleansDefender.Things;

/// <summary>The open audit findings of the resources that a thing belongs to. Persisted.</summary>
/// <remarks>
/// Of what a resource tells, the greatest revision holds, so that the order of arrival makes no difference while the bounds are kept. Beyond
/// <see cref="MostDetailed"/> resources severity and count stay as independent of it, but a resource that was only counted shows its findings no sooner than
/// it tells them again. Beyond <see cref="MostResources"/> the least severe are left out: the count is then the least that there is.
/// </remarks>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Things.PostureState")]
internal sealed record PostureState
{
    /// <summary>Resources kept with their findings; AWS IoT attaches few certificates to a thing, and audits speak of few resources besides.</summary>
    public const int MostDetailed = 64;

    /// <summary>Findings kept of one resource.</summary>
    public const int MostFindings = 8;

    /// <summary>Resources kept at all.</summary>
    public const int MostResources = 256;

    /// <summary>Resources without an open finding whose revision is remembered.</summary>
    public const int MostReleased = 64;

    /// <summary>How long such a revision is remembered at least while there are not too many: a queue holds a message for 14 days at most.</summary>
    public static readonly TimeSpan ReleasedFor = TimeSpan.FromDays(15);

    public static PostureState Empty { get; } = new();

    /// <summary>What the resources told last, sorted.</summary>
    [Id(0)]
    public ImmutableArray<HeldReference> References { get; init; } = [];

    /// <summary>Resources that have nothing open any more, the latest first.</summary>
    [Id(1)]
    public ImmutableArray<ReleasedReference> Released { get; init; } = [];

    /// <summary>When the thing was told something new last, in milliseconds since 1970.</summary>
    [Id(2)]
    public long ChangedMs { get; init; }

    /// <summary>The worst severity.</summary>
    public Severity Severity => References.IsEmpty ? Severity.None : References[0].Severity;

    /// <summary>All open findings.</summary>
    public int Findings => References.Sum(held => held.Count);

    /// <summary>Takes in what a resource tells; the same object where it is nothing new.</summary>
    public PostureState Apply(AuditReference reference, DateTimeOffset now)
    {
        var hash = ReleasedReference.HashOf(reference.Resource);
        var known = References.FirstOrDefault(held => held.Resource == reference.Resource);
        var released = Released.FirstOrDefault(old => old.Resource == hash);
        if (reference.Revision <= Math.Max(released.Revision, known?.Revision ?? 0) && !IsDetail(known, reference))
        {
            return this;
        }

        var others = References.Where(held => held != known);
        var nowMs = now.ToUnixTimeMilliseconds();
        if (reference.Findings.IsDefaultOrEmpty)
        {
            return new PostureState
            {
                References = [.. others],
                Released = Fit(Released.Where(old => old.Resource != hash).Append(new ReleasedReference(hash, reference.Revision, nowMs)), nowMs),
                ChangedMs = nowMs,
            };
        }

        var references = Fit(others.Append(HeldReference.Of(reference)));
        return references.SequenceEqual(References)
            ? this
            : new PostureState
            {
                References = references,
                Released = Fit(Released.Where(old => old.Resource != hash), nowMs),
                ChangedMs = nowMs,
            };
    }

    /// <summary>The posture as an operator sees it.</summary>
    public PostureView View() => new()
    {
        Severity = Severity,
        Findings = Findings,
        References =
        [
            .. References
                .SelectMany(held => held.Findings, (held, finding) => new PostureReference(held.Resource, finding))
                .OrderByDescending(reference => reference.Finding.Severity)
                .ThenBy(reference => reference.Finding.Check, StringComparer.Ordinal)
                .ThenBy(reference => reference.Finding.ReasonCode, StringComparer.Ordinal)
                .ThenBy(reference => reference.Resource.Kind, StringComparer.Ordinal)
                .ThenBy(reference => reference.Resource.Id, StringComparer.Ordinal),
        ],
    };

    /// <summary>Whether a resource tells again what of it was only counted.</summary>
    private static bool IsDetail(HeldReference? known, AuditReference reference) =>
        known is { Findings.IsEmpty: true } && reference.Revision == known.Revision && !reference.Findings.IsDefaultOrEmpty;

    private static ImmutableArray<HeldReference> Fit(IEnumerable<HeldReference> references) =>
    [
        .. references.Order().Take(MostResources).Select((held, index) => index < MostDetailed || held.Findings.IsEmpty ? held : held with { Findings = [] }),
    ];

    private static ImmutableArray<ReleasedReference> Fit(IEnumerable<ReleasedReference> released, long nowMs) =>
    [
        .. released
            .Where(old => old.ReleasedMs > nowMs - (long)ReleasedFor.TotalMilliseconds)
            .OrderByDescending(old => old.ReleasedMs).ThenBy(old => old.Resource)
            .Take(MostReleased),
    ];
}
