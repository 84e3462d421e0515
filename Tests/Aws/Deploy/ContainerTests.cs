using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

using OrleansDefender.Tests.Shared;

using Xunit;

namespace OrleansDefender.Tests.Aws.Deploy;

/// <summary>What goes into the container: the published files run as the container runs them, and both ways to make an image make the same one.</summary>
public sealed class ContainerTests(PublishedSilo published) : IClassFixture<PublishedSilo>, IDisposable
{
    private const string User = "1654";

    private static readonly TimeSpan ToStart = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan ToStop = TimeSpan.FromSeconds(30);

    private readonly string _folder = Directory.CreateTempSubdirectory("defender-container-").FullName;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Published_with_its_runtime_it_runs_as_nobody_in_an_empty_directory_with_a_read_only_root()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Containers of this product are Linux.");
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root can make the root read-only for another.");
        Assert.SkipUnless(ChildProcess.Find("unshare") is not null && ChildProcess.Find("setpriv") is not null, "unshare and setpriv (util-linux) are not installed.");
        Assert.SkipUnless((await PublishedSilo.RunAsync("unshare", ["--mount", "mount", "--make-rprivate", "/"])).Code == 0, "This machine allows nobody to mount anything.");
        foreach (var name in new[] { "app", "data", "empty" })
        {
            Directory.CreateDirectory(Path.Combine(_folder, name));
        }

        var environment = new Dictionary<string, string?>
        {
            ["DOTNET_EnableDiagnostics"] = "0",

            // A runtime that is installed here must be of no help.
            ["DOTNET_ROOT"] = "/nowhere",
            ["HOME"] = "/nowhere",
            ["Defender__Url"] = "http://127.0.0.1:0",
            ["Defender__DataPath"] = Path.Combine(_folder, "data"),
            ["Simulator__Url"] = "http://127.0.0.1:0",
            ["Simulator__Story"] = "none",
            ["Logging__Console__FormatterName"] = "json",
        };
        await using var silo = ChildProcess.Start(
            "unshare",
            ["--mount", "sh", Path.Combine(AppContext.BaseDirectory, "Deploy", "read-only.sh"), _folder, published.Folder, Path.Combine(_folder, "app", "OrleansDefender.Silo")],
            environment);
        var url = (await silo.WaitForLineAsync(@"^API\s+(http://\S+)", ToStart, Cancelled)).Groups[1].Value;
        using var client = new HttpClient { BaseAddress = new Uri(url) };
        using var ready = await client.GetAsync(new Uri("/health/ready", UriKind.Relative), Cancelled);

        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        var status = (await File.ReadAllLinesAsync($"/proc/{silo.Id}/status", Cancelled)).Select(static line => line.Split('\t')).ToDictionary(static parts => parts[0], static parts => parts[1..]);
        Assert.All(status["Uid:"].Concat(status["Gid:"]), static id => Assert.Equal(User, id));
        Assert.Equal(["0000000000000000"], status["CapEff:"].Concat(status["CapBnd:"]).Distinct());
        Assert.Equal(Path.Combine(_folder, "app", "OrleansDefender.Silo"), new FileInfo($"/proc/{silo.Id}/exe").ResolveLinkTarget(returnFinalTarget: false)!.FullName);
        Assert.Equal(Path.Combine(_folder, "empty"), new FileInfo($"/proc/{silo.Id}/cwd").ResolveLinkTarget(returnFinalTarget: false)!.FullName);
        var writable = (await File.ReadAllLinesAsync($"/proc/{silo.Id}/mountinfo", Cancelled))
            .Select(static line => line.Split(' '))
            .Where(static fields => fields[5].Split(',').Contains("rw") && !new[] { "/proc", "/sys", "/dev" }.Any(kernel => fields[4] == kernel || fields[4].StartsWith(kernel + "/", StringComparison.Ordinal)))
            .Select(static fields => fields[4]);
        Assert.Equal([Path.Combine(_folder, "data")], writable);

        // The alarm on the hub's failures looks for these members.
        await silo.WaitForLineAsync("^\\{.*\"Category\":\"OrleansDefender\\.", ToStart, Cancelled);
        var line = JsonNode.Parse(silo.Output.First(static line => line.Contains("\"Category\":\"OrleansDefender.", StringComparison.Ordinal)))!;
        Assert.Equal(JsonValueKind.String, line["LogLevel"]!.GetValueKind());

        silo.Terminate();
        Assert.Equal(0, await silo.WaitForExitAsync(ToStop, Cancelled));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(_folder, "empty")));
    }

    [Fact]
    public async Task Both_ways_to_make_an_image_begin_with_the_same_one_and_run_as_the_same_user()
    {
        var (code, output) = await PublishedSilo.RunAsync(
            "dotnet",
            ["msbuild", RepositoryFolder.PathOf("Silo"), "-t:ComputeContainerBaseImage", "-getProperty:ContainerBaseImage,ContainerUser,ContainerWorkingDirectory", "-getItem:ContainerPort",
                "-p:RuntimeIdentifier=linux-x64", "-nodeReuse:false"]);
        Assert.True(code == 0, output);
        var sdk = JsonNode.Parse(output)!;
        var docker = (await File.ReadAllLinesAsync(RepositoryFolder.PathOf("Dockerfile"), Cancelled)).Select(static line => line.Split(' ')).ToList();
        var version = docker.Single(static words => words[0] == "ARG" && words[1].StartsWith("VERSION=", StringComparison.Ordinal))[1]["VERSION=".Length..];

        Assert.Equal((string)sdk["Properties"]!["ContainerBaseImage"]!, docker.Last(static words => words[0] == "FROM")[1].Replace("${VERSION}", version, StringComparison.Ordinal));
        Assert.Equal((string)sdk["Properties"]!["ContainerWorkingDirectory"]!, docker.Last(static words => words[0] == "WORKDIR")[1]);
        Assert.Equal(sdk["Items"]!["ContainerPort"]!.AsArray().Select(static port => (string)port!["Identity"]!), docker.Single(static words => words[0] == "EXPOSE")[1..]);

        // In the chiseled image $APP_UID is this one; the task definition says it again.
        Assert.Equal(User, (string)sdk["Properties"]!["ContainerUser"]!);
        Assert.Equal("$APP_UID", docker.Single(static words => words[0] == "USER")[1]);
        Assert.Equal(User, DeployTemplate.Scalar(DeployTemplate.Read(DeployTemplate.Main).Container()["User"]));
    }
}
