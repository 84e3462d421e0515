using System.Runtime.InteropServices;

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

using OrleansDefender.Simulator;

// The simulator in a process of its own: settings from the file, then the environment, then the command line.
try
{
    var configuration = new ConfigurationBuilder()
        .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true)
        .AddEnvironmentVariables()
        .AddCommandLine(args)
        .Build();
    var options = new SimulatorOptions();
    configuration.GetSection(SimulatorOptions.Section).Bind(options, binder => binder.ErrorOnUnknownConfiguration = true);

    using var stop = new CancellationTokenSource();
    using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
    using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
    using var loggers = LoggerFactory.Create(logging => logging
        .AddConfiguration(configuration.GetSection("Logging"))
        .AddFilter("Microsoft", LogLevel.Warning)
        .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical) // A start that fails is told once, below; a service that fails later, here.
        .AddSimpleConsole(console => console.SingleLine = true));

    await using var simulator = await SimulatorApp.StartAsync(options, loggers: loggers, cancellationToken: stop.Token);
    Console.WriteLine($"AWS simulator on {simulator.Url} (story {options.Story}, data in {options.DataPath}); its pages: {simulator.Url}/_sim");
    try
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, stop.Token);
    }
    catch (OperationCanceledException)
    {
        await simulator.StopAsync();
    }

    return 0;

    void Stop(PosixSignalContext signal)
    {
        signal.Cancel = true;
        stop.Cancel();
    }
}
catch (OptionsValidationException invalid)
{
    foreach (var problem in invalid.Failures)
    {
        await Console.Error.WriteLineAsync(problem);
    }

    return 2;
}
catch (Exception error) when (error is InvalidOperationException or IOException or FormatException)
{
    // A setting that cannot be read (the binder names its key), or a port that is taken.
    await Console.Error.WriteLineAsync(error.Message);
    return 2;
}
