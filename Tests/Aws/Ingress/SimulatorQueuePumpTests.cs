using Xunit;

namespace OrleansDefender.Tests.Aws.Ingress;

/// <summary>The promises on the simulator.</summary>
public sealed class SimulatorQueuePumpTests(SimulatorServer server) : QueuePumpTests(server), IClassFixture<SimulatorServer>;
