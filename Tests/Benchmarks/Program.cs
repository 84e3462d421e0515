using OrleansDefender.Tests.Benchmarks;
using OrleansDefender.Tests.Benchmarks.Audits;
using OrleansDefender.Tests.Benchmarks.Correlation;
using OrleansDefender.Tests.Benchmarks.Storage;
using OrleansDefender.Tests.Benchmarks.Storm;

// One line per benchmark: dotnet run -c Release --project Tests/Benchmarks -- <name> [--option value ...]
Benchmark[] benchmarks =
[
    new("storage", "durable writes per second of the local database, grouped and one by one", StorageBenchmark.RunAsync),
    new("storage-writer", "what one write costs the thread of the local database, and what it would cost otherwise", WriterBenchmark.RunAsync),
    new("storm", "the whole product under a storm of events: rates, findings, processor, memory, and what bounds them", StormBenchmark.RunAsync),
    new("rule-cost", "what the shipped rules add to the cost of applying an event", RuleCostBenchmark.RunAsync),
    new("oracle", "the correlation engine against the oracle on random streams: --streams, --seed of the first", OracleBenchmark.RunAsync),
    new("audit-storm", "an audit of a million findings, the silo killed twice: rates, calls, memory", AuditStormBenchmark.RunAsync),
];

if (args.Length > 0 && Array.Find(benchmarks, benchmark => benchmark.Name == args[0]) is { } chosen)
{
    try
    {
        await chosen.RunAsync(BenchmarkArguments.Parse(args.AsSpan(1)));
        return 0;
    }
    catch (FormatException error)
    {
        Console.Error.WriteLine(error.Message);
        return 2;
    }
}

Console.Error.WriteLine("Name a benchmark:");
foreach (var benchmark in benchmarks)
{
    Console.Error.WriteLine($"  {benchmark.Name,-16} {benchmark.Summary}");
}

return 2;
