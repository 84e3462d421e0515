using System.Globalization;
using System.Text;

using OrleansDefender.Silo.Api;
using OrleansDefender.Silo.Status;

namespace OrleansDefender.Silo.Terminal;

/// <summary>Puts a snapshot into one line.</summary>
internal static class ProgressLine
{
    /// <summary>The line.</summary>
    /// <param name="snapshot">How it stands.</param>
    /// <param name="receivedPerSecond">Messages of the events queue received a second, lately.</param>
    public static string Of(SystemSnapshot snapshot, double receivedPerSecond)
    {
        var line = new StringBuilder();
        if (snapshot.Fleet is { } fleet)
        {
            line.Append(CultureInfo.InvariantCulture, $"in alarm {fleet.Things - fleet.BySeverity.GetValueOrDefault(Severity.None)}");
            var bySeverity = Words.Severities
                .Where(severity => severity != Severity.None && fleet.BySeverity.GetValueOrDefault(severity) > 0)
                .Select(severity => string.Create(CultureInfo.InvariantCulture, $"{Words.Of(severity)} {fleet.BySeverity[severity]}"));
            if (string.Join(", ", bySeverity) is { Length: > 0 } severities)
            {
                line.Append(" (").Append(severities).Append(')');
            }

            line.Append(CultureInfo.InvariantCulture, $" of {fleet.Things} things");
            if (fleet.ByPosture.Where(static count => count.Key != Severity.None).Sum(static count => count.Value) is > 0 and var audited)
            {
                line.Append(CultureInfo.InvariantCulture, $", {audited} with audit findings");
            }
        }
        else
        {
            line.Append("storage: ").Append(snapshot.Storage.Reason);
        }

        var deadLettered = snapshot.Pumps.Sum(static pump => pump.DeadLettered);
        line.Append(CultureInfo.InvariantCulture, $" | received {receivedPerSecond:0.#}/s")
            .Append(CultureInfo.InvariantCulture, $" | findings sent {snapshot.FindingsSent}, waiting {snapshot.FindingsWaiting}");
        if (snapshot.FindingsFailed > 0)
        {
            line.Append(CultureInfo.InvariantCulture, $", refused {snapshot.FindingsFailed}");
        }

        if (deadLettered > 0)
        {
            line.Append(CultureInfo.InvariantCulture, $" | dead-lettered {deadLettered}");
        }

        var troubles = snapshot.Checks.Where(static entry => entry.Check.State != HealthState.Healthy && entry.Name != "storage").ToArray();
        line.Append(" | hub ").Append(snapshot.SecurityHub.State == HealthState.Healthy ? "ok" : "failing");
        foreach (var (name, check) in troubles)
        {
            line.Append(" | ").Append(name).Append(": ").Append(check.Reason?.ReplaceLineEndings(" "));
        }

        return line.ToString();
    }
}
