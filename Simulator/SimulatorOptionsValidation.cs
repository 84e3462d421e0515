using System.Globalization;
using System.Net;

namespace OrleansDefender.Simulator;

/// <summary>The rules of <see cref="SimulatorOptions"/>.</summary>
public static class SimulatorOptionsValidation
{
    private static readonly string[] Stories = ["demo", "storm", "audit-storm", "none"];

    /// <summary>Says what is wrong: one sentence per setting, with its key, its rule and its value. Empty where all is well.</summary>
    public static IReadOnlyList<string> Check(SimulatorOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var problems = new List<string>();
        Rule(EndPointOf(options.Url) is not null, nameof(options.Url), "must be http://127.0.0.1:port, http://localhost:port or http://[::1]:port (the simulator trusts every caller, so it listens on loopback only)", options.Url);
        Rule(!string.IsNullOrWhiteSpace(options.DataPath), nameof(options.DataPath), "must name a folder, or be :memory:", options.DataPath);
        Rule(options.Account is { Length: 12 } && options.Account.All(char.IsAsciiDigit), nameof(options.Account), "must be twelve digits", options.Account);
        Rule(
            options.Region is { Length: > 0 and <= 40 } && options.Region.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'),
            nameof(options.Region),
            "must be a Region's code, such as us-east-1",
            options.Region);
        Rule(Stories.Contains(options.Story), nameof(options.Story), $"must be one of {string.Join(", ", Stories)}", options.Story);
        Rule(options.TimeScale is > 0 and <= 1_000_000, nameof(options.TimeScale), "must be more than 0 and at most 1,000,000", options.TimeScale);
        Rule(options.Things is >= 0 and <= 10_000_000, nameof(options.Things), "must be from 0 to 10,000,000", options.Things);
        Rule(options.Events >= 0, nameof(options.Events), "must not be negative", options.Events);
        Rule(options.Rate is >= 0 and <= 1_000_000, nameof(options.Rate), "must be from 0 to 1,000,000", options.Rate);
        Rule(options.Findings is >= 1 and <= 1_000_000, nameof(options.Findings), "must be from 1 to 1,000,000", options.Findings);
        Rule(options.Duplicates is >= 0 and <= 1, nameof(options.Duplicates), "must be from 0 to 1", options.Duplicates);
        Rule(options.Reorders is >= 0 and <= 1, nameof(options.Reorders), "must be from 0 to 1", options.Reorders);
        Rule(
            options.EventsQueue is { Length: > 0 and <= 76 } && options.EventsQueue.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'),
            nameof(options.EventsQueue),
            "must have 1 to 76 letters, digits, hyphens and underscores (SQS allows 80; '-dlq' is appended)",
            options.EventsQueue);
        Rule(options.UpdateDelayMilliseconds is >= 0 and <= 3_600_000, nameof(options.UpdateDelayMilliseconds), "must be from 0 to 3,600,000", options.UpdateDelayMilliseconds);
        return problems;

        void Rule(bool holds, string key, string rule, object? value)
        {
            if (!holds)
            {
                problems.Add(string.Create(CultureInfo.InvariantCulture, $"{SimulatorOptions.Section}:{key} {rule}; it is '{value}'."));
            }
        }
    }

    /// <summary>The end point of an address that is allowed, else <see langword="null"/>.</summary>
    internal static IPEndPoint? EndPointOf(string? url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttp || uri.PathAndQuery != "/")
        {
            return null;
        }

        // "localhost" cannot take a free port on both families at once, so it means IPv4.
        var address = uri.DnsSafeHost == "localhost" ? IPAddress.Loopback : IPAddress.TryParse(uri.DnsSafeHost, out var parsed) ? parsed : null;
        return address is not null && IPAddress.IsLoopback(address) ? new IPEndPoint(address, uri.Port) : null;
    }
}
