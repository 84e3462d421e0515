using Xunit;

namespace OrleansDefender.Tests.Aws.Ingress;

/// <summary>The promises on a server that others wrote.</summary>
public sealed class FauxqsQueuePumpTests(FauxqsServer server) : QueuePumpTests(server), IClassFixture<FauxqsServer>;
