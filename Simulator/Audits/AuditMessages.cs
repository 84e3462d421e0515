using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;

using OrleansDefender.Simulator.Fleet;

namespace OrleansDefender.Simulator.Audits;

/// <summary>The message that Device Defender sends when an audit has ended.</summary>
internal static class AuditMessages
{
    /// <summary>The topic that the account's audit configuration names.</summary>
    public const string TopicName = "iot-defender-audit";

    /// <summary>The notification of a run as SNS delivers it to a queue (without raw delivery).</summary>
    public static string Notification(FleetPlace place, AuditRun run, long time)
    {
        var details = (JsonArray)JsonNode.Parse(run.Details)!;
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var inner = new Utf8JsonWriter(buffer, FleetMessages.Options))
        {
            inner.WriteStartObject();
            inner.WriteString("accountId", place.Account);
            inner.WriteString("taskId", run.TaskId);
            inner.WriteString("taskStatus", run.Status);
            inner.WriteString("taskType", run.TaskType);
            if (run.Schedule is not null)
            {
                inner.WriteString("scheduledAuditName", run.Schedule);
            }

            inner.WriteNumber("failedChecksCount", AuditJson.Count(details, "FAILED"));
            inner.WriteNumber("canceledChecksCount", AuditJson.Count(details, "CANCELED"));
            inner.WriteNumber("nonCompliantChecksCount", AuditJson.Count(details, "COMPLETED_NON_COMPLIANT"));
            inner.WriteNumber("compliantChecksCount", AuditJson.Count(details, "COMPLETED_COMPLIANT"));
            inner.WriteNumber("totalChecksCount", details.Count);
            inner.WriteNumber("taskStartTime", run.Started); // Epoch milliseconds, unlike the API's.
            inner.WritePropertyName("auditDetails");
            details.WriteTo(inner);
            inner.WriteEndObject();
        }

        return FleetMessages.Envelope(place, TopicName, buffer.WrittenSpan, FleetHash.Uuid(FleetHash.Mix(run.Key, "notification")), time);
    }
}
