namespace OrleansDefender.Ingress.Delivery;

/// <summary>The names of the queues that hold what follows from causes.</summary>
/// <param name="Urgent">Deliveries of HIGH and CRITICAL findings and of analysts' words.</param>
/// <param name="Bulk">All other deliveries.</param>
/// <param name="UrgentLinks">Look-ups of the things of resources with HIGH and CRITICAL findings.</param>
/// <param name="Links">All other look-ups.</param>
internal sealed record ConsequenceQueueNames(string Urgent, string Bulk, string UrgentLinks, string Links);
