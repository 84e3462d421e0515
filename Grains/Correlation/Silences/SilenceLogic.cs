using System.Collections.Immutable;
using System.Globalization;

namespace OrleansDefender.Correlation;

/// <summary>The rules of silences. Pure.</summary>
internal static class SilenceLogic
{
    /// <summary>Silences kept for an account and Region; those over longest make room.</summary>
    public const int Most = 1_000;

    /// <summary>Characters of all names, owners and reasons kept together: what is stored stays below what a table takes as one item.</summary>
    public const int MostText = 100_000;

    /// <summary>The longest owner, and the longest name of who ended one.</summary>
    public const int LongestOwner = 256;

    /// <summary>The longest reason.</summary>
    public const int LongestReason = 1_024;

    /// <summary>The longest name of a target: AWS IoT's own bound for things, groups and profiles, and the <c>*</c>.</summary>
    public const int LongestName = 129;

    /// <summary>The longest silence.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    /// <summary>How long one that is over is kept for the list.</summary>
    public static readonly TimeSpan KeptAfterEnd = TimeSpan.FromDays(7);

    /// <summary>After the end of a silence every silo has read its list anew, with a margin: see <see cref="SilenceBook"/>.</summary>
    public static readonly TimeSpan Heard = TimeSpan.FromSeconds(15);

    /// <summary>Says what is wrong with a wish; empty where nothing is.</summary>
    public static ImmutableArray<SilenceProblem> Check(SilenceWish wish, DateTimeOffset now)
    {
        var problems = ImmutableArray.CreateBuilder<SilenceProblem>();
        var target = wish.Target;
        if (target is null or { Thing: null, Group: null, Profile: null, Behavior: null })
        {
            problems.Add(new SilenceProblem("scope", "Name at least one of thing, group, profile and behavior."));
        }
        else
        {
            CheckName("scope.thing", target.Thing);
            CheckName("scope.group", target.Group);
            CheckName("scope.profile", target.Profile);
            CheckName("scope.behavior", target.Behavior);
        }

        CheckText("owner", wish.Owner, LongestOwner);
        CheckText("reason", wish.Reason, LongestReason);
        if (wish.ExpiresAt is not { } expires || expires <= now || expires > now + Longest)
        {
            problems.Add(new SilenceProblem("expiresAt", $"Must be a time after now and within {Longest.TotalDays:0} days, such as 2026-08-01T12:00:00Z."));
        }

        return problems.ToImmutable();

        void CheckName(string member, string? name)
        {
            if (name is not null && !IsText(name, LongestName))
            {
                problems.Add(new SilenceProblem(member, Invariant($"Must be a name of 1 to {LongestName - 1} characters, or the begin of one followed by *.")));
            }
        }

        void CheckText(string member, string? text, int most)
        {
            if (!IsText(text, most))
            {
                problems.Add(new SilenceProblem(member, Invariant($"Must be 1 to {most} characters, none of them a control character.")));
            }
        }
    }

    /// <summary>Adds a silence that was checked.</summary>
    /// <returns>The state with it; absent where active ones leave no room.</returns>
    public static SilenceState? Create(SilenceState state, AccountRegion scope, string id, SilenceWish wish, DateTimeOffset now)
    {
        var silence = new Silence
        {
            Id = id,
            Scope = scope,
            Target = wish.Target!,
            IncludesCritical = wish.IncludesCritical,
            Owner = wish.Owner!,
            Reason = wish.Reason!,
            CreatedAt = now,
            ExpiresAt = wish.ExpiresAt!.Value,
        };
        var kept = Kept(state, now).Insert(0, silence);
        var text = kept.Sum(TextOf);
        while (kept.Length > Most || text > MostText)
        {
            if (kept.Where(known => !known.IsActive(now)).MinBy(static known => known.OverAt) is not { } oldest)
            {
                return null;
            }

            text -= TextOf(oldest);
            kept = kept.Remove(oldest);
        }

        return state with { Revision = state.Revision + 1, Silences = kept };
    }

    /// <summary>Ends a silence early, and asks for what follows; without effect where there is none that is active.</summary>
    public static SilenceState End(SilenceState state, string id, string? by, DateTimeOffset now)
    {
        if (Find(state, id, now) is not { } silence || !silence.IsActive(now))
        {
            return state;
        }

        return state with
        {
            Revision = state.Revision + 1,
            RowRevision = state.RowRevision + 1,
            Silences = [.. Kept(state, now).Select(known => known.Id == id ? known with { EndedAt = now, EndedBy = by } : known)],

            // A walk that is under way goes on, and this one comes after it.
            SweepMs = now.ToUnixTimeMilliseconds(),
            ResweepMs = (now + Heard).ToUnixTimeMilliseconds(),
        };
    }

    /// <summary>Begins making things due.</summary>
    public static SilenceState BeginSweep(SilenceState state) => state with
    {
        RowRevision = state.RowRevision + 1,
        SweepMs = state.ResweepMs,
        ResweepMs = null,
        IsSweeping = true,
        After = null,
    };

    /// <summary>Goes on after a thing; ends the walk where there is none.</summary>
    public static SilenceState Swept(SilenceState state, string? after) => state with
    {
        RowRevision = state.RowRevision + 1,
        IsSweeping = after is not null,
        After = after,
    };

    /// <summary>The silence of an id that is kept.</summary>
    public static Silence? Find(SilenceState state, string id, DateTimeOffset now) => Kept(state, now).FirstOrDefault(known => known.Id == id);

    /// <summary>Those that are active, or not over for long; the latest first.</summary>
    public static ImmutableArray<Silence> Kept(SilenceState state, DateTimeOffset now) =>
        state.Silences.RemoveAll(known => now >= known.OverAt + KeptAfterEnd);

    private static int TextOf(Silence silence) =>
        silence.Owner.Length + silence.Reason.Length + (silence.EndedBy?.Length ?? 0) + (silence.Target.Thing?.Length ?? 0) + (silence.Target.Group?.Length ?? 0)
        + (silence.Target.Profile?.Length ?? 0) + (silence.Target.Behavior?.Length ?? 0);

    private static bool IsText(string? text, int most) =>
        text is not null && text.Length <= most && !string.IsNullOrWhiteSpace(text) && !text.Any(char.IsControl);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
