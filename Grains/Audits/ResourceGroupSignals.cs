using System.Collections.Immutable;

using OrleansDefender.Correlation;
using OrleansDefender.Correlation.Engine;
using OrleansDefender.Correlation.Groups;
using OrleansDefender.Findings;

namespace OrleansDefender.Audits;

/// <summary>What groups across things are told of a resource's findings: once for the resource, however many things share it. Pure.</summary>
internal static class ResourceGroupSignals
{
    /// <summary>The signals of findings that a cause has changed; the cause's repeat tells them again.</summary>
    /// <param name="match">The rules in force.</param>
    /// <param name="scope">The account and Region.</param>
    /// <param name="state">The resource's state after the cause.</param>
    /// <param name="changed">The findings that have to be delivered: those that the cause has changed.</param>
    public static ImmutableArray<GroupSignal> Of(RuleMatch match, AccountRegion scope, ResourceState state, ImmutableArray<FindingRef> changed)
    {
        if (changed.IsDefaultOrEmpty || state.Resource is not { } resource || !match.Rules.Correlations.Any(GroupSignals.IsAcross))
        {
            return [];
        }

        var signals = ImmutableArray.CreateBuilder<GroupSignal>();
        foreach (var reference in changed)
        {
            if (state.Find(reference.Key) is not { IsSuppressed: false } finding)
            {
                // What a customer accepts is no sign of anything.
                continue;
            }

            var (eventType, timeMs) = finding.IsOpen ? (SignalEvents.FindingOpened, finding.SinceMs) : (SignalEvents.FindingResolved, finding.GoneMs!.Value);
            var signal = SignalFactory.OfAudit(
                scope,
                thing: null,
                resource,
                finding.Check,
                finding.ReasonCode,
                eventType,
                DateTimeOffset.FromUnixTimeMilliseconds(timeMs),
                finding.Severity,
                ThingContext.None);
            signals.AddRange(GroupSignals.Of(match, signal));
        }

        return signals.ToImmutable();
    }
}
