using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

using OrleansDefender.Simulator.Http;

namespace OrleansDefender.Simulator;

/// <summary>A running simulator: in a process of its own, inside the Silo, or inside a test.</summary>
/// <remarks>
/// It takes nothing from the process it runs in: no configuration, no environment, no signals. What it has answered is in its data folder,
/// also when the process is killed; stopping is only a courtesy.
/// </remarks>
public sealed class SimulatorApp : IAsyncDisposable
{
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(3);

    private readonly WebApplication _app;

    private SimulatorApp(WebApplication app, string url)
    {
        _app = app;
        Url = url;
    }

    /// <summary>The address it answers on, the port it took included; no slash at the end.</summary>
    public string Url { get; }

    /// <summary>Its parts, for tests.</summary>
    internal IServiceProvider Services => _app.Services;

    /// <summary>Starts a simulator; it serves when the task completes.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="timeProvider">The clock of all its parts; the system's where absent.</param>
    /// <param name="loggers">Where it logs to; nowhere where absent. Not disposed.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <exception cref="OptionsValidationException">Settings break a rule; the message names each and its rule.</exception>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<SimulatorApp> StartAsync(
        SimulatorOptions options, TimeProvider? timeProvider = null, ILoggerFactory? loggers = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (SimulatorOptionsValidation.Check(options) is { Count: > 0 } problems)
        {
            throw new OptionsValidationException(SimulatorOptions.Section, typeof(SimulatorOptions), problems);
        }

        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = typeof(SimulatorApp).Assembly.GetName().Name });
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(timeProvider ?? TimeProvider.System);
        builder.Services.AddLogging();
        if (loggers is not null)
        {
            builder.Services.Replace(ServiceDescriptor.Singleton<ILoggerFactory>(new BorrowedLoggers(loggers)));
        }

        builder.Services.AddSimulator();

        // Loopback keeps other machines out, and this keeps out pages in a browser here whose host's name was made to mean this machine.
        var address = SimulatorOptionsValidation.EndPointOf(options.Url)!.Address.ToString();
        builder.Services.AddHostFiltering(filter => filter.AllowedHosts = ["localhost", "127.0.0.1", "[::1]", address]);
        builder.Services.Replace(ServiceDescriptor.Singleton<IHostLifetime, NoLifetime>());
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = AwsFront.LargestBody;
            kestrel.Listen(SimulatorOptionsValidation.EndPointOf(options.Url)!);
        });

        var app = builder.Build();
        try
        {
            app.UseHostFiltering();
            app.Run(app.Services.GetRequiredService<AwsFront>().HandleAsync);
            await app.StartAsync(cancellationToken);
            var url = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
            return new SimulatorApp(app, url.TrimEnd('/'));
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops serving: long polls end empty, other calls get up to three seconds.</summary>
    public Task StopAsync(CancellationToken cancellationToken = default) => _app.StopAsync(cancellationToken);

    /// <summary>Stops serving and closes the database.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    /// <summary>The default lifetime would take the process's signals, which are the host's.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    /// <summary>Keeps the container from disposing what is not its own.</summary>
    private sealed class BorrowedLoggers(ILoggerFactory loggers) : ILoggerFactory
    {
        public ILogger CreateLogger(string categoryName) => loggers.CreateLogger(categoryName);

        public void AddProvider(ILoggerProvider provider) => loggers.AddProvider(provider);

        public void Dispose()
        {
        }
    }
}
