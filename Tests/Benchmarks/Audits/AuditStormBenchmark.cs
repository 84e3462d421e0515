using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

using OrleansDefender.Silo.Hosting;
using OrleansDefender.Tests.Shared;

namespace OrleansDefender.Tests.Benchmarks.Audits;

/// <summary>One audit of very many findings, imported by a silo that is killed twice: rates, calls, the silo's resident memory, and what a kill costs.</summary>
/// <remarks>
/// <para>
/// Options: <c>--findings</c> (1,000,000), <c>--kills</c> percentages separated by commas (30,70; <c>none</c>), <c>--minutes</c> to wait at most (60). Silo and
/// simulator are processes of their own, both of the build that runs this. Quotas and time are AWS's own, not scaled: 10 lists of 250 and 10 imports of 100 findings
/// a second.
/// </para>
/// <para>
/// Beside it, before the silo starts, a bare loop imports findings for some seconds and does nothing else: the ratio of the silo's sustained rate to it means
/// something on any machine.
/// </para>
/// </remarks>
internal static class AuditStormBenchmark
{
    private const int FindingsPerImport = 100;
    private const double ImportsPerSecond = 10;

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BareTime = TimeSpan.FromSeconds(15);

    /// <summary>Runs it.</summary>
    public static async Task RunAsync(BenchmarkArguments arguments)
    {
        var findings = arguments.Get("findings", 1_000_000);
        var limit = TimeSpan.FromMinutes(arguments.Get("minutes", 60));
        var kills = arguments.Get("kills", "30,70") is "none" or "" ? [] : new Queue<double>(arguments.Get("kills", "30,70").Split(',').Select(static kill => double.Parse(kill, CultureInfo.InvariantCulture) / 100));
        var folder = Directory.CreateTempSubdirectory("defender-audit-storm-").FullName;
        Console.WriteLine($"{findings:N0} findings over {findings / 10:N0} things; {Environment.ProcessorCount} cores, {folder}");
        try
        {
            var bare = await WithSimulatorAsync(Path.Combine(folder, "bare"), ["--Simulator:Story=none"], BareAsync);
            await WithSimulatorAsync(
                Path.Combine(folder, "simulator"),
                ["--Simulator:Story=audit-storm", $"--Simulator:Findings={findings}"],
                async simulator =>
                {
                    await MeasureAsync(simulator, Path.Combine(folder, "silo"), findings, kills, limit, bare);
                    return 0;
                });
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task MeasureAsync(HttpClient simulator, string folder, int findings, Queue<double> kills, TimeSpan limit, double bare)
    {
        var watch = Stopwatch.StartNew();
        var samples = new List<Sample>();
        var pauses = new List<TimeSpan>();
        var processor = TimeSpan.Zero;
        var silo = await StartSiloAsync(simulator, folder);
        try
        {
            TimeSpan? killedAt = null;
            long hubAtKill = 0;
            while (true)
            {
                if (watch.Elapsed > limit)
                {
                    throw new TimeoutException($"Not done after {limit}.");
                }

                await Task.Delay(BetweenLooks);
                var hub = (long)(await GetAsync(simulator, "/_sim/findings/summary"))["total"]!;
                var audit = await AuditAsync(silo.Http);
                samples.Add(new Sample(watch.Elapsed, hub, (long?)audit?["found"] ?? 0, Resident(silo.Process.Id), killedAt is not null));
                if (killedAt is { } at && hub > hubAtKill)
                {
                    pauses.Add(watch.Elapsed - at);
                    killedAt = null;
                }

                if (killedAt is null && kills.TryPeek(out var share) && hub >= share * findings)
                {
                    kills.Dequeue();
                    processor += ProcessorOf(silo.Process.Id);
                    (killedAt, hubAtKill) = (watch.Elapsed, hub);
                    silo.Process.Kill();
                    await silo.Process.WaitForExitAsync(StartTimeout, CancellationToken.None);
                    await silo.DisposeAsync();
                    silo = await StartSiloAsync(simulator, folder);
                }

                if (hub >= findings && (string?)audit?["state"] == "done" && (long)audit["delivered"]! >= (long)audit["changed"]! && await IsDrainedAsync(silo.Http))
                {
                    break;
                }
            }

            processor += ProcessorOf(silo.Process.Id);
            await PrintAsync(simulator, silo.Http, findings, samples, pauses, processor, watch.Elapsed, bare);
        }
        finally
        {
            await silo.DisposeAsync();
        }
    }

    private static async Task PrintAsync(
        HttpClient simulator, HttpClient api, int findings, List<Sample> samples, List<TimeSpan> pauses, TimeSpan processor, TimeSpan took, double bare)
    {
        var audit = await AuditAsync(api);
        var hub = await GetAsync(simulator, "/_sim/findings/summary");
        var operations = (await GetAsync(simulator, "/_sim/calls?limit=0"))["operations"]!.AsArray();
        Line("imported and delivered after", $"{took.TotalSeconds:N0} s");
        Line("findings in the hub", $"{hub["total"]}");
        Line("found, changed, delivered by the API", $"{audit!["found"]}, {audit["changed"]}, {audit["delivered"]}");
        foreach (var name in new[] { "ListAuditFindings", "BatchImportFindings", "BatchUpdateFindings", "ListPrincipalThings" })
        {
            if (operations.FirstOrDefault(operation => (string?)operation!["operation"] == name) is { } operation)
            {
                Line($"calls: {name}", $"{operation["count"]} ({operation["throttled"]} throttled, {operation["errors"]} failed)");
            }
        }

        // Sustained: from a tenth to nine tenths of the findings, the time in which a killed silo was away aside.
        var sustained = samples.Where(sample => sample.Hub >= 0.1 * findings && sample.Hub <= 0.9 * findings).ToList();
        var away = sustained.Zip(sustained.Skip(1)).Where(static pair => pair.Second.IsAway).Sum(static pair => (pair.Second.At - pair.First.At).TotalSeconds);
        var seconds = (sustained[^1].At - sustained[0].At).TotalSeconds - away;
        var rate = (sustained[^1].Hub - sustained[0].Hub) / seconds;
        Line("findings a second, sustained", $"{rate:N0} of {ImportsPerSecond * FindingsPerImport:N0} ({rate / ImportsPerSecond / FindingsPerImport:P0} of the quota)");
        Line("bare imports, findings a second", $"{bare:N0}");
        Line("ratio to that", $"{rate / bare:N2}");
        Line("most findings listed a second, over 10 s", $"{samples.Zip(samples.Skip(10)).Select(static pair => (pair.Second.Found - pair.First.Found) / (pair.Second.At - pair.First.At).TotalSeconds).DefaultIfEmpty().Max():N0}");
        foreach (var pause in pauses)
        {
            Line("a kill: until findings reached the hub again", $"{pause.TotalSeconds:N1} s");
        }

        var tenth = samples.First(sample => sample.Hub >= 0.1 * findings).Resident;
        foreach (var share in new[] { 0.1, 0.25, 0.5, 0.75, 1.0 })
        {
            Line($"resident memory of the silo at {share:P0}", $"{samples.First(sample => sample.Hub >= share * findings).Resident / 1048576.0:N0} MiB");
        }

        var most = samples.Where(sample => sample.Hub >= 0.1 * findings).Max(static sample => sample.Resident);
        Line("most after the first tenth", $"{most / 1048576.0:N0} MiB ({(double)most / tenth:N2} of that at 10 %)");
        Line("processor time of the silo", $"{processor.TotalSeconds:N0} s ({processor / took:N2} of {Environment.ProcessorCount} cores)");
    }

    private static void Line(string what, string value) => Console.WriteLine($"{what,-46}{value}");

    private static async Task<bool> IsDrainedAsync(HttpClient api) => (long)(await GetAsync(api, "/api/v1/summary"))["findings"]!["waiting"]! == 0;

    private static async Task<JsonNode?> AuditAsync(HttpClient api) => (await GetAsync(api, "/api/v1/audits"))["items"]!.AsArray().FirstOrDefault();

    private static async Task<JsonNode> GetAsync(HttpClient http, string path) => (await http.GetFromJsonAsync<JsonNode>(new Uri(path, UriKind.Relative)))!;

    /// <summary>Imports of a hundred findings, each as soon as the quota allows, and nothing else.</summary>
    private static async Task<double> BareAsync(HttpClient simulator)
    {
        var findings = new JsonArray([.. Enumerable.Range(0, FindingsPerImport).Select(static number => (JsonNode)Finding(number))]);
        var body = new JsonObject { ["Findings"] = findings }.ToJsonString();
        var watch = Stopwatch.StartNew();
        var imported = 0;
        while (watch.Elapsed < BareTime)
        {
            using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
            using var request = new HttpRequestMessage(HttpMethod.Post, "/findings/import") { Content = content };
            request.Headers.TryAddWithoutValidation(
                "Authorization",
                $"AWS4-HMAC-SHA256 Credential={DefenderOptions.LocalAccount}/20260105/{DefenderOptions.LocalRegion}/securityhub/aws4_request, SignedHeaders=host, Signature=0");
            using var answer = await simulator.SendAsync(request);
            imported += answer.IsSuccessStatusCode ? FindingsPerImport : 0;
            await Task.Delay(answer.IsSuccessStatusCode ? 0 : 20);
        }

        // The bucket was full at first: what it held is no rate.
        return (imported - (30 * FindingsPerImport)) / watch.Elapsed.TotalSeconds;
    }

    private static JsonObject Finding(int number) => new()
    {
        ["SchemaVersion"] = "2018-10-08",
        ["Id"] = $"bare/{number}",
        ["ProductArn"] = $"arn:aws:securityhub:{DefenderOptions.LocalRegion}:{DefenderOptions.LocalAccount}:product/{DefenderOptions.LocalAccount}/default",
        ["GeneratorId"] = "bare",
        ["AwsAccountId"] = DefenderOptions.LocalAccount,
        ["CreatedAt"] = "2026-01-05T10:00:00.000Z",
        ["UpdatedAt"] = "2026-01-05T10:00:00.000Z",
        ["Title"] = "Bare",
        ["Description"] = new string('x', 400),
        ["Resources"] = new JsonArray(new JsonObject { ["Type"] = "Other", ["Id"] = $"bare/{number}" }),
        ["FindingProviderFields"] = new JsonObject
        {
            ["Severity"] = new JsonObject { ["Label"] = "LOW" },
            ["Types"] = new JsonArray("Software and Configuration Checks/AWS Security Best Practices"),
        },
    };

    private static async Task<T> WithSimulatorAsync<T>(string folder, string[] settings, Func<HttpClient, Task<T>> work)
    {
        await using var process = ChildProcess.Start(
            "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "OrleansDefender.Simulator.dll"), "--Simulator:Url=http://127.0.0.1:0", $"--Simulator:DataPath={folder}", .. settings]);
        var line = await process.WaitForLineAsync(@"^AWS simulator on (http://\S+)", StartTimeout, CancellationToken.None);
        using var http = new HttpClient { BaseAddress = new Uri(line.Groups[1].Value) };
        return await work(http);
    }

    private static async Task<RunningSilo> StartSiloAsync(HttpClient simulator, string folder)
    {
        var process = ChildProcess.Start(
            "dotnet",
            [
                typeof(SiloApp).Assembly.Location,
                "--Defender:Url=http://127.0.0.1:0",
                "--Defender:SiloPort=0",
                $"--Defender:DataPath={folder}",
                "--Simulator:Embedded=false",
                $"--Simulator:Url={simulator.BaseAddress!.GetLeftPart(UriPartial.Authority)}",
            ]);
        var line = await process.WaitForLineAsync(@"^API\s+(http://\S+)", StartTimeout, CancellationToken.None);
        return new RunningSilo(process, new HttpClient { BaseAddress = new Uri(line.Groups[1].Value) });
    }

    /// <summary>VmRSS of a process, in bytes, as the kernel says.</summary>
    private static long Resident(int process)
    {
        var line = File.ReadLines($"/proc/{process}/status").First(static line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.AsSpan(6).Trim().ToString().Split(' ')[0], CultureInfo.InvariantCulture) * 1024;
    }

    private static TimeSpan ProcessorOf(int process)
    {
        using var running = Process.GetProcessById(process);
        return running.TotalProcessorTime;
    }

    private sealed record Sample(TimeSpan At, long Hub, long Found, long Resident, bool IsAway);

    private sealed class RunningSilo(ChildProcess process, HttpClient http) : IAsyncDisposable
    {
        public ChildProcess Process => process;

        public HttpClient Http => http;

        public async ValueTask DisposeAsync()
        {
            http.Dispose();
            await process.DisposeAsync();
        }
    }
}
