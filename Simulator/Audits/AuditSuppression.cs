namespace OrleansDefender.Simulator.Audits;

/// <summary>A suppression of a check's findings of a resource.</summary>
/// <param name="Check">The check.</param>
/// <param name="Resource">The resource's identifier as JSON, see <see cref="AuditResource.Key"/>.</param>
/// <param name="Expires">When it ends, epoch milliseconds; <see langword="null"/> for never.</param>
/// <param name="Description">Why, in the customer's words.</param>
internal sealed record AuditSuppression(string Check, string Resource, long? Expires, string? Description);
