using System.Diagnostics;
using System.Runtime.InteropServices;

using OrleansDefender.Tests.Shared;

using Xunit;

namespace OrleansDefender.Tests.Aws.Deploy;

/// <summary>The Silo, published once with everything that it needs, into a folder of the build's own.</summary>
public sealed class PublishedSilo : IAsyncLifetime
{
    private static readonly TimeSpan ToPublish = TimeSpan.FromMinutes(10);

    /// <summary>The folder of the published files.</summary>
    public string Folder { get; } = RepositoryFolder.PathOf("artifacts", "published", "app");

    /// <summary>The runtime identifier that it was published for: this machine's.</summary>
    public static string Runtime => $"linux-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";

    public async ValueTask InitializeAsync()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        // Beside the build: it shares no file with it. What is judged here is what runs, so that the rules of style may rest.
        var (code, output) = await RunAsync(
            "dotnet",
            ["publish", RepositoryFolder.PathOf("Silo"), "-c", "Release", "-r", Runtime, "--self-contained", "-o", Folder,
                "--artifacts-path", RepositoryFolder.PathOf("artifacts", "published", "build"),
                "-v", "quiet", "--nologo", "-nodeReuse:false", "-p:RunAnalyzers=false", "-p:EnforceCodeStyleInBuild=false", "-p:GenerateDocumentationFile=false"]);
        Assert.True(code == 0, output);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Runs a command to its end.</summary>
    /// <param name="fileName">The executable.</param>
    /// <param name="arguments">The arguments.</param>
    /// <returns>The exit code and what it printed.</returns>
    public static async Task<(int Code, string Output)> RunAsync(string fileName, IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(fileName, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(ToPublish);
        try
        {
            var error = process.StandardError.ReadToEndAsync(limit.Token);
            var output = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, output + await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
