using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

using OrleansDefender.Silo.Hosting;

namespace OrleansDefender.Tests.Aws.EndToEnd;

/// <summary>A row of <c>Scenarios/audits.json</c>, which says what its members mean.</summary>
internal sealed partial class AuditScenario
{
    private static readonly JsonDocumentOptions Reading = new() { CommentHandling = JsonCommentHandling.Skip };

    private static readonly Lazy<IReadOnlyList<AuditScenario>> Table = new(Read);

    private readonly int _number;
    private readonly JsonElement _row;
    private readonly DateTimeOffset _start;

    private AuditScenario(int number, JsonElement row)
    {
        (_number, _row) = (number, row);
        var now = TimeProvider.System.GetUtcNow();
        _start = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond));
    }

    /// <summary>All rows.</summary>
    public static IReadOnlyList<AuditScenario> All => Table.Value;

    /// <summary>What happens.</summary>
    public string Name => _row.GetProperty("name").GetString()!;

    /// <summary>Settings of a silo of its own; <see langword="null"/> where any will do.</summary>
    public IReadOnlyList<string>? Settings =>
        _row.TryGetProperty("settings", out var settings) ? [.. settings.EnumerateArray().Select(static setting => setting.GetString()!)]
        : _row.TryGetProperty("alone", out var alone) && alone.GetBoolean() ? []
        : null;

    /// <summary>The Region.</summary>
    public string Region => _row.TryGetProperty("region", out var region) ? region.GetString()! : DefenderOptions.LocalRegion;

    /// <summary>The steps, the end as the last one.</summary>
    public IEnumerable<JsonObject> Steps()
    {
        foreach (var step in _row.GetProperty("steps").EnumerateArray())
        {
            yield return Parse(step);
        }

        yield return new JsonObject { ["expect"] = Parse(_row.GetProperty("end")) };
    }

    /// <summary>The checks that the scenario speaks of; for what the hub holds of them.</summary>
    public IReadOnlyList<string> Checks() =>
        [.. CheckName().Matches(Fill(_row.GetRawText())).Select(static match => match.Value).Distinct(StringComparer.Ordinal)];

    private static List<AuditScenario> Read()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "EndToEnd", "Scenarios", "audits.json")), Reading);
        return [.. document.RootElement.EnumerateArray().Select(static (row, number) => new AuditScenario(number + 1, row.Clone()))];
    }

    private JsonObject Parse(JsonElement element) => JsonNode.Parse(Fill(element.GetRawText()), documentOptions: Reading)!.AsObject();

    private string Fill(string text)
    {
        text = Number().Replace(text, match => At(match).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture));
        text = Time().Replace(text, match => At(match).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        return OwnName().Replace(text, match => (match.Groups[1].Value, match.Groups[2].Value) switch
        {
            ("check", var suffix) => string.Create(CultureInfo.InvariantCulture, $"SCENARIO_{_number}{suffix}_CHECK"),
            ("cert", var suffix) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{_number} {suffix}"))),
            var (kind, suffix) => string.Create(CultureInfo.InvariantCulture, $"{kind}-{_number}-{suffix}"),
        });
    }

    private DateTimeOffset At(Match match)
    {
        var count = int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
        return _start - (match.Groups[2].Value == "d" ? TimeSpan.FromDays(count) : TimeSpan.FromHours(count));
    }

    // A number where the whole text is a time.
    [GeneratedRegex("\"\\{ms-(\\d+)([dh])\\}\"")]
    private static partial Regex Number();

    [GeneratedRegex("\\{iso-(\\d+)([dh])\\}")]
    private static partial Regex Time();

    [GeneratedRegex("\\{(check|cert|thing|task|name)([A-Z]?)\\}")]
    private static partial Regex OwnName();

    [GeneratedRegex("\\b[A-Z0-9_]+_CHECK\\b")]
    private static partial Regex CheckName();
}
