using System.Net;

using Amazon.SQS;

using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

using Orleans.Configuration;

using OrleansDefender.Audits;
using OrleansDefender.Correlation;
using OrleansDefender.Hosting;
using OrleansDefender.Ingress;
using OrleansDefender.Ingress.Queues;
using OrleansDefender.Silo.Api;
using OrleansDefender.Silo.RuleFiles;
using OrleansDefender.Silo.Status;
using OrleansDefender.Silo.Storage;
using OrleansDefender.Silo.Terminal;
using OrleansDefender.Simulator;
using OrleansDefender.Things;

namespace OrleansDefender.Silo.Hosting;

/// <summary>The whole product in one process.</summary>
/// <remarks>
/// Hosted services start in the order in which they are added here, and stop in the reverse one: the simulator outlives the silo, the silo outlives
/// the pumps, and what is in flight is given back before anything it needs is gone.
/// </remarks>
public static class SiloApp
{
    /// <summary>How long a stop may take. An orchestrator's patience is longer; ten seconds is what is promised, the process's own end included.</summary>
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(8);

    /// <summary>Messages that may wait for one grain; what comes on top is refused, and tried again by its pump.</summary>
    private const int MostRequestsPerGrain = 10_000;

    /// <summary>Grains whose silo is remembered after a call, so that the next one need not look it up; a few hundred bytes each.</summary>
    private const int MostRememberedGrains = 50_000;

    /// <summary>AWS IoT lists a violation for 30 days; the rest is margin for a word that comes late.</summary>
    private static readonly TimeSpan ViolationTimeToLive = TimeSpan.FromDays(45);

    private static readonly string[] DeliveryPumps = [nameof(PumpSections.Urgent), nameof(PumpSections.Bulk)];

    /// <summary>Runs until the process is told to stop.</summary>
    /// <param name="args">The command line.</param>
    /// <returns>The exit code: 0 after a stop that was asked for, 1 where the start was refused; of a command what it says.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        if (CommandLine.AsksForHelp(args))
        {
            Console.WriteLine(CommandLine.Usage);
            return 0;
        }

        try
        {
            if (BacktestCommand.IsMeant(args))
            {
                return await BacktestCommand.RunAsync(args, Console.Out, Console.Error, Screen.OfProcess(), CancellationToken.None);
            }

            if (RulesCommand.IsMeant(args))
            {
                return RulesCommand.Run(args, Console.Out);
            }

            await using var app = Build(args);
            await app.RunAsync();
            return 0;
        }
        catch (Exception error) when (Refusal.Of(error) is { } problems)
        {
            foreach (var problem in problems)
            {
                await Console.Error.WriteLineAsync(problem);
            }

            return 1;
        }
#pragma warning disable CA1031 // The last stop: what nobody foresaw is told in full, and the process ends in order instead of aborting with a core dump.
        catch (Exception error)
#pragma warning restore CA1031
        {
            await Console.Error.WriteLineAsync($"OrleansDefender ended with an unexpected error. {error}");
            return 1;
        }
    }

    /// <summary>Composes the process; nothing is started.</summary>
    /// <param name="args">The command line: any setting as <c>--Section:Key=Value</c>, and <c>--fresh</c>.</param>
    /// <param name="configure">Changes the composition at its end, for instance to replace a service in a test.</param>
    /// <exception cref="StartupException">A setting, a port or the data folder does not allow a start.</exception>
    /// <exception cref="OptionsValidationException">A setting breaks its rule.</exception>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(args);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(SiloApp).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
        });
        Settings.Load(builder.Configuration, args);
        var options = builder.Configuration.GetSection(DefenderOptions.Section).Get<DefenderOptions>()!;
        var simulator = builder.Configuration.GetSection(SimulatorOptions.Section).Get<SimulatorOptions>()!;
        EnsureValid(options, simulator);
        var localAws = options.Mode == DefenderMode.Local ? LocalAws.Of(simulator) : LocalAws.None;

        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(localAws);
        builder.Services.AddSingleton(_ => new ReservedFolder(options, localAws.IsEmbedded ? simulator : null));
        builder.Services.AddOptions<DefenderOptions>().Bind(builder.Configuration.GetSection(DefenderOptions.Section));
        builder.Services.Configure<HostOptions>(static host => host.ShutdownTimeout = ShutdownTimeout);
        AddLogging(builder);
        AddHttp(builder, options);

        if (localAws.IsEmbedded)
        {
            builder.Services.AddSingleton(simulator);
            builder.Services.AddSingleton<EmbeddedSimulator>();
            builder.Services.AddHostedService(static provider => provider.GetRequiredService<EmbeddedSimulator>());
        }

        builder.Services.AddAws(builder.Configuration, options, localAws);
        AddSilo(builder, options);
        AddWork(builder);
        builder.Services.AddApi();
        builder.Services.AddHostedService<ReconcileStarter>();
        builder.Services.AddHostedService<Progress>();
        configure?.Invoke(builder);

        var app = builder.Build();
        try
        {
            // Before anything starts: a host that fails to start logs a stack trace, and an operator needs a line.
            app.Services.GetService<IStartupValidator>()?.Validate();
            app.Services.GetRequiredService<RuleKeeper>().Load();
            EnsureFree(options, localAws);
            app.Services.GetRequiredService<ReservedFolder>().Take();
            app.UseApi();
            return app;
        }
        catch
        {
            ((IDisposable)app).Dispose();
            throw;
        }
    }

    private static void EnsureValid(DefenderOptions options, SimulatorOptions simulator)
    {
        var problems = new List<string>();
        problems.AddRange(new DefenderOptionsCheck().Validate(null, options).Failures ?? []);
        if (options.Mode == DefenderMode.Local)
        {
            problems.AddRange(SimulatorOptionsValidation.Check(simulator));
            if (!simulator.Embedded && Loopback.TryParse(simulator.Url, out var endPoint) && endPoint.Port == 0)
            {
                problems.Add($"Simulator:Url must name the port of the simulator that runs apart; it is '{simulator.Url}'.");
            }
        }

        if (problems.Count > 0)
        {
            throw new StartupException(problems);
        }
    }

    private static void EnsureFree(DefenderOptions options, LocalAws localAws)
    {
        _ = Loopback.TryParse(options.Url, out var api);
        Loopback.EnsureFree(api!, $"{DefenderOptions.Section}:{nameof(DefenderOptions.Url)}");
        Loopback.EnsureFree(new IPEndPoint(IPAddress.Loopback, options.SiloPort), $"{DefenderOptions.Section}:{nameof(DefenderOptions.SiloPort)}");
        if (localAws.IsEmbedded && Loopback.TryParse(localAws.Url, out var simulator))
        {
            Loopback.EnsureFree(simulator, $"{SimulatorOptions.Section}:{nameof(SimulatorOptions.Url)}");
        }
    }

    private static void AddLogging(WebApplicationBuilder builder)
    {
        builder.Logging.ClearProviders();
        builder.Services.TryAddSingleton(static _ => Screen.OfProcess());
        if (builder.Configuration["Logging:Console:FormatterName"] is { Length: > 0 } formatter)
        {
            // Somebody wants the framework's own formats, as JSON for a collector. Said again, because the builder has chosen the simple one in code.
            builder.Logging.AddConsole(console => console.FormatterName = formatter);
        }
        else
        {
            builder.Services.AddSingleton<ILoggerProvider, ScreenLoggerProvider>();
        }
    }

    private static void AddHttp(WebApplicationBuilder builder, DefenderOptions options)
    {
        _ = Loopback.TryParse(options.Url, out var endPoint);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;

            // Only what is said here is listened on: not ASPNETCORE_URLS, not a Kestrel section.
            kestrel.Configure();
            kestrel.Listen(endPoint!);
        });

        // Loopback keeps other machines out, and this keeps out pages in a browser here whose host's name was made to mean this machine.
        // The builder has put the filter before all else; it only lets every name pass unless told.
        builder.Services.AddHostFiltering(filter => filter.AllowedHosts = [.. Loopback.HostsOf(endPoint!)]);

        // Said once, so that Kestrel does not warn about addresses that it overrides.
        builder.WebHost.UseSetting(WebHostDefaults.ServerUrlsKey, "");
        builder.WebHost.UseSetting(WebHostDefaults.HttpPortsKey, "");
    }

    private static void AddSilo(WebApplicationBuilder builder, DefenderOptions options)
    {
        var siloPort = options.SiloPort == 0 ? Loopback.FreePort() : options.SiloPort;
        builder.UseOrleans(silo =>
        {
            // No gateway: the API is this process's own client, and there are no others.
            silo.UseLocalhostClustering(siloPort, gatewayPort: 0, serviceId: "orleans-defender", clusterId: "local");
            silo.Configure<SiloMessagingOptions>(static messaging => messaging.MaxEnqueuedRequestsHardLimit = MostRequestsPerGrain);
            // An audit calls on each resource once: remembering where a million of them were active would be all that the memory is used for.
            silo.Configure<GrainDirectoryOptions>(static directory => directory.CacheSize = MostRememberedGrains);
            silo.AddSqliteGrainStorage(GrainStorageNames.Things);
            silo.AddSqliteGrainStorage(GrainStorageNames.Audits);
            silo.AddSqliteGrainStorage(GrainStorageNames.Correlation);
            silo.AddSqliteGrainStorage(GrainStorageNames.Violations, static storage => storage.TimeToLive = ViolationTimeToLive);
        });
        builder.Services.AddSqliteStore(store => store.DataFolder = options.DataPath);
        builder.Services.AddSqliteWatchList();
        builder.Services.AddHostedService<ClaimReset>();
    }

    private static void AddWork(WebApplicationBuilder builder)
    {
        builder.Services.AddThings(builder.Configuration);
        builder.Services.AddCorrelation(builder.Configuration);
        builder.Services.AddSingleton<RuleKeeper>();
        builder.Services.AddHostedService(static provider => provider.GetRequiredService<RuleKeeper>());
        builder.Services.AddAudits(builder.Configuration);
        builder.Services.AddSilences();
        builder.Services.AddSecurityHubDelivery(builder.Configuration);
        builder.Services.AddIngress(builder.Configuration);
        builder.Services.AddSingleton<IIngressSource, IngressSource>();
        builder.Services.AddSingleton(static provider => new DeliveryBacklog(
            provider.GetRequiredService<IAmazonSQS>(),
            [.. DeliveryPumps.Select(provider.GetRequiredService<IOptionsMonitor<PumpOptions>>().Get).Select(static pump => pump.QueueName)],
            provider.GetRequiredService<LocalAws>().Url is null ? TimeSpan.FromSeconds(15) : TimeSpan.FromSeconds(1),
            provider.GetRequiredService<TimeProvider>()));
    }
}
