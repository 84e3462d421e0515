using System.Text.RegularExpressions;

using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

using OrleansDefender.Silo.Hosting;
using OrleansDefender.Silo.Status;

using Spectre.Console;

namespace OrleansDefender.Silo.Terminal;

/// <summary>Tells at start what runs where, and then keeps one line up to date; where there is no terminal, prints that line every ten seconds.</summary>
internal sealed partial class Progress(
    Screen screen,
    SystemReader reader,
    IServer server,
    LocalAws localAws,
    IOptions<DefenderOptions> options,
    IHostApplicationLifetime lifetime,
    TimeProvider timeProvider,
    ILogger<Progress> logger) : BackgroundService
{
    private static readonly TimeSpan LiveInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PlainInterval = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        screen.EndLive();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await StartedAsync(stoppingToken);
            Announce();
            await ShowAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    private async Task StartedAsync(CancellationToken cancellationToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var onStarted = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(cancellationToken);
    }

    private void Announce()
    {
        var defender = options.Value;
        var url = (server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? defender.Url).TrimEnd('/');
        Line("OrleansDefender", $"ready, {(defender.Mode == DefenderMode.Local ? "local mode" : "AWS mode")}, account {defender.Account}, Region {defender.Region}", "bold green");
        Line("API", $"{url} (a page for people; /api/v1/summary, /api/v1/things, /health/ready, /openapi/v1.json)");
        if (localAws.Url is { } simulator)
        {
            Line("Simulator", localAws.IsEmbedded
                ? $"{simulator} (story {localAws.Story}; SQS, IoT, Security Hub; its pages: {simulator}/_sim)"
                : $"{simulator} (runs apart)");
        }
        else
        {
            Line("Note", "AWS mode keeps its state in SQLite on this machine and is a cluster of one; DynamoDB storage and clustering are not there yet", "yellow");
        }

        Line("Data", Path.GetFullPath(defender.DataPath));
        if (localAws.Url is { } endpoint)
        {
            Line("Try", $"curl -s {url}/api/v1/summary");
            Line("", $"AWS_ACCESS_KEY_ID={defender.Account} AWS_SECRET_ACCESS_KEY=local aws --endpoint-url {endpoint} --region {defender.Region} securityhub get-findings --max-items 3");
        }
    }

    private void Line(string label, string text, string style = "grey") =>
        screen.WriteMarkup($"[{style}]{Markup.Escape(label),-16}[/]{Markup.Escape(text)}");

    private async Task ShowAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(screen.IsLive ? LiveInterval : PlainInterval, timeProvider);
        var rate = new ReceiveRate();
        do
        {
            try
            {
                // Not given up when stopping begins: a call to a grain that is on its way would meet a silo that leaves. It takes two seconds at most.
                var snapshot = await reader.ReadAsync(CancellationToken.None);

                // A hub's message may hold anything, also what moves a cursor.
                screen.SetLive(ControlCharacters().Replace(ProgressLine.Of(snapshot, rate.Of(snapshot)), " "));
            }
            catch (Exception error) when (!cancellationToken.IsCancellationRequested)
            {
                LogFailed(error);
            }
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    [GeneratedRegex(@"[\p{Cc}]+", RegexOptions.CultureInvariant)]
    private static partial Regex ControlCharacters();

    [LoggerMessage(LogLevel.Warning, "The progress line could not be made")]
    private partial void LogFailed(Exception error);
}
