namespace OrleansDefender.Simulator;

/// <summary>The simulator's settings (section <c>Simulator</c>).</summary>
public sealed class SimulatorOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Simulator";

    /// <summary>The <see cref="DataPath"/> that keeps nothing.</summary>
    public const string InMemory = ":memory:";

    /// <summary>Whether the Silo runs the simulator in its own process (default), or uses one that runs apart.</summary>
    public bool Embedded { get; set; } = true;

    /// <summary>The address it listens on. Loopback only; port 0 takes a free one. Default <c>http://127.0.0.1:4566</c>.</summary>
    public string Url { get; set; } = "http://127.0.0.1:4566";

    /// <summary>The folder of its database; <c>:memory:</c> keeps nothing. Default <c>data</c>.</summary>
    public string DataPath { get; set; } = "data";

    /// <summary>The account of callers whose access key id is not twelve digits. Default 111122223333.</summary>
    public string Account { get; set; } = "111122223333";

    /// <summary>The Region of calls whose credential scope names none. Default us-east-1.</summary>
    public string Region { get; set; } = "us-east-1";

    /// <summary>What the fleet does: <c>demo</c>, <c>storm</c>, <c>audit-storm</c> or <c>none</c>. Default <c>none</c>; the Silo's local mode asks for <c>demo</c>.</summary>
    public string Story { get; set; } = "none";

    /// <summary>Seed of everything random. Same seed, same events, same faults. Default 1.</summary>
    public int Seed { get; set; } = 1;

    /// <summary>How many seconds of the demo pass in one real second. The slow loop after it, and the storm with its own rate, ignore it. Default 1.</summary>
    public double TimeScale { get; set; } = 1;

    /// <summary>Things of the fleet; 0 = the story's own number (demo 200, storm 10,000). The audit storm ignores it.</summary>
    public int Things { get; set; }

    /// <summary>Events of the storm. Default 100,000.</summary>
    public int Events { get; set; } = 100_000;

    /// <summary>Events a second of the storm; 0 = as fast as the queue takes them.</summary>
    public double Rate { get; set; }

    /// <summary>Findings of the audit storm, 1 to 1,000,000, over a tenth as many things. Default 20,000.</summary>
    public int Findings { get; set; } = 20_000;

    /// <summary>Share of the storm's events that are sent twice, 0 to 1. Default 0.05.</summary>
    public double Duplicates { get; set; } = 0.05;

    /// <summary>Share of the storm's events that are sent late, 0 to 1. Default 0.05.</summary>
    public double Reorders { get; set; } = 0.05;

    /// <summary>The queue that the fleet's notifications and the CloudTrail events go to. Default <c>defender-events</c>.</summary>
    public string EventsQueue { get; set; } = "defender-events";

    /// <summary>Security Hub: how long after its answer a customer update (BatchUpdateFindings) becomes visible, in milliseconds. Default 0.</summary>
    public int UpdateDelayMilliseconds { get; set; }

    /// <summary>Rules whose source is of medium confidence, which can be switched off.</summary>
    public SimulatorRules Rules { get; set; } = new();
}
