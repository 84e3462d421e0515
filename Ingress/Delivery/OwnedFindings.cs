using System.Collections.Immutable;

using OrleansDefender.Findings;

namespace OrleansDefender.Ingress.Delivery;

/// <summary>Findings of one owner that have changed.</summary>
/// <param name="Owner">The kind of owner.</param>
/// <param name="Key">The owner's grain key.</param>
/// <param name="Findings">The keys of the findings within the owner.</param>
internal sealed record OwnedFindings(OwnerKind Owner, string Key, ImmutableArray<string> Findings);
