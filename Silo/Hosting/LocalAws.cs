using System.Net;

using OrleansDefender.Simulator;

namespace OrleansDefender.Silo.Hosting;

/// <summary>The simulator that stands for AWS in local mode.</summary>
internal sealed class LocalAws
{
    /// <summary>Real AWS.</summary>
    public static LocalAws None { get; } = new();

    private LocalAws()
    {
    }

    /// <summary>Its address; absent in AWS mode.</summary>
    public string? Url { get; private init; }

    /// <summary>Whether it runs in this process.</summary>
    public bool IsEmbedded { get; private init; }

    /// <summary>What its fleet does; known only where it runs in this process.</summary>
    public string? Story { get; private init; }

    /// <summary>The simulator of some options. Port 0 becomes a free port, because the AWS clients are made before anything listens.</summary>
    public static LocalAws Of(SimulatorOptions options)
    {
        if (options.Embedded && Loopback.TryParse(options.Url, out var endPoint) && endPoint.Port == 0)
        {
            options.Url = $"http://{new IPEndPoint(endPoint.Address, Loopback.FreePort())}";
        }

        return new LocalAws { Url = options.Url.TrimEnd('/'), IsEmbedded = options.Embedded, Story = options.Embedded ? options.Story : null };
    }
}
