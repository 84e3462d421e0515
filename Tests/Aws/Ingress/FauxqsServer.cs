using OrleansDefender.Tests.Shared;

using Xunit;

namespace OrleansDefender.Tests.Aws.Ingress;

/// <summary><c>fauxqs</c> from npm: an SQS that others wrote.</summary>
public sealed class FauxqsServer : SqsServer
{
    // Its command line listens on every address; its parts can be told to keep to the loopback.
    private const string Script =
        "const { buildApp } = await import(process.argv[1]); const app = buildApp({ logger: false }); console.log('ready ' + await app.listen({ port: 0, host: '127.0.0.1' }));";

    private ChildProcess? _process;

    public override async ValueTask InitializeAsync()
    {
        if (FindPackage() is not { } package || ChildProcess.Find("node") is not { } node)
        {
            Unavailable = "fauxqs is not installed: run ./test.sh once, which installs it";
            return;
        }

        _process = ChildProcess.Start(node, ["--input-type=module", "-e", Script, new Uri(package).AbsoluteUri]);
        var ready = await _process.WaitForLineAsync(@"ready (http://127\.0\.0\.1:\d+)", TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        Url = ready.Groups[1].Value;
    }

    public override async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }
    }

    private static string? FindPackage()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, ".tools", "node_modules", "fauxqs", "dist", "app.js");
            if (File.Exists(path))
            {
                return path;
            }
        }

        return null;
    }
}
