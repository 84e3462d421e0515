#nullable enable

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrleansDefender.StandIns;

/// <summary>Times in rest-json bodies are seconds since 1970-01-01 UTC, with a fraction where the service has one.</summary>
internal sealed class EpochSecondsConverter : JsonConverter<DateTime>
{
    /// <summary>Gives UTC. Text in ISO 8601 is read too, since emulators write it.</summary>
    public override DateTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return DateTimeOffset.Parse(reader.GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).UtcDateTime;
        }

        // Decimal, because a double of today's seconds is exact to a fifth of a microsecond only, and ticks would show it.
        return DateTime.UnixEpoch.AddTicks((long)(reader.GetDecimal() * TimeSpan.TicksPerSecond));
    }

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options) =>
        writer.WriteNumberValue((value.ToUniversalTime() - DateTime.UnixEpoch).Ticks / (decimal)TimeSpan.TicksPerSecond);
}
