using System.Net;

using Microsoft.Extensions.Options;

namespace OrleansDefender.Silo.Hosting;

/// <summary>The rules of <see cref="DefenderOptions"/>.</summary>
internal sealed class DefenderOptionsCheck : IValidateOptions<DefenderOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, DefenderOptions options)
    {
        var problems = new List<string>();
        Rule(
            Loopback.TryParse(options.Url, out _),
            nameof(options.Url),
            "must be http://127.0.0.1:port, http://localhost:port or http://[::1]:port (the API knows no roles yet, so it listens on loopback only)",
            options.Url);
        Rule(!string.IsNullOrWhiteSpace(options.DataPath), nameof(options.DataPath), "must name a folder", options.DataPath);
        Rule(
            options.SiloPort is >= IPEndPoint.MinPort and <= IPEndPoint.MaxPort,
            nameof(options.SiloPort),
            "must be from 0 to 65535",
            options.SiloPort.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Rule(
            ScopeRules.IsAccount(options.Account),
            nameof(options.Account),
            string.IsNullOrEmpty(options.Account) ? "must be set in AWS mode: the twelve digits of the account" : "must be twelve digits",
            options.Account);
        Rule(
            ScopeRules.IsRegion(options.Region),
            nameof(options.Region),
            string.IsNullOrEmpty(options.Region) ? "must be set, here or as AWS_REGION" : "must be a Region's code, such as us-east-1",
            options.Region);
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);

        void Rule(bool holds, string key, string rule, string value)
        {
            if (!holds)
            {
                problems.Add($"{DefenderOptions.Section}:{key} {rule}; it is '{value}'.");
            }
        }
    }
}
