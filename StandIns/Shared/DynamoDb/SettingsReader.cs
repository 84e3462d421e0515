using System.Globalization;

using Microsoft.Extensions.Configuration;

namespace Orleans.DynamoDb;

/// <summary>Reads a provider's settings. What is absent or blank leaves the option as it is; what cannot be read stops the start.</summary>
internal static class SettingsReader
{
    public static void Text(IConfiguration section, string key, Action<string> set)
    {
        if (section[key] is { } value && !string.IsNullOrWhiteSpace(value))
        {
            set(value);
        }
    }

    public static void Number(IConfiguration section, string key, Action<int> set) => Text(section, key, value => set(
        int.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : throw Unreadable(section, key, value, "a whole number")));

    public static void Flag(IConfiguration section, string key, Action<bool> set) => Text(section, key, value => set(
        bool.TryParse(value, out var flag) ? flag : throw Unreadable(section, key, value, "true or false")));

    public static void Span(IConfiguration section, string key, Action<TimeSpan> set) => Text(section, key, value => set(
        TimeSpan.TryParse(value, CultureInfo.InvariantCulture, out var span) ? span : throw Unreadable(section, key, value, "a time span, as 45.00:00:00")));

    private static OrleansConfigurationException Unreadable(IConfiguration section, string key, string value, string wanted) =>
        new($"DynamoDB: {(section as IConfigurationSection)?.Path}:{key} is '{value}' and not {wanted}.");
}
