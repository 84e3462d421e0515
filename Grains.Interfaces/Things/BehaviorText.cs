using System.Globalization;
using System.Text;

namespace OrleansDefender.Things;

/// <summary>A behavior's criteria, dimension and seen value in words: the same words whether they came from a notification or from the IoT API.</summary>
/// <remarks>
/// Pure. Every text is at most <see cref="MaxLength"/> characters, a cut shows as a trailing ellipsis and never splits a surrogate pair; control
/// characters become spaces and lone surrogates the replacement character, so that a text is always legal UTF-8 in a finding.
/// </remarks>
public static class BehaviorText
{
    /// <summary>The longest text, in characters, the ellipsis of a cut included.</summary>
    public const int MaxLength = 256;

    private const char Ellipsis = '…';
    private const string Nothing = "(none)";

    /// <summary>The normal behavior: <c>less-than-equals 5 in 300 s</c>, <c>less-than-equals p99 in 300 s</c>, <c>ML model, confidence HIGH</c>.</summary>
    /// <param name="comparisonOperator">The operator, for example <c>in-cidr-set</c>; absent for ML.</param>
    /// <param name="value">The threshold in words, see <see cref="Value"/>.</param>
    /// <param name="durationSeconds">The stretch of time it is evaluated over.</param>
    /// <param name="statistic">The percentile of a statistical threshold, for example <c>p99</c>.</param>
    /// <param name="mlConfidence">The confidence level of an ML criteria: makes it one, whatever else is there.</param>
    /// <returns>The text, or <see langword="null"/> where there is nothing to say.</returns>
    public static string? Criteria(string? comparisonOperator, string? value, int? durationSeconds, string? statistic, string? mlConfidence)
    {
        if (!string.IsNullOrWhiteSpace(mlConfidence))
        {
            return Clean("ML model, confidence " + mlConfidence);
        }

        var text = new StringBuilder();
        AppendWord(text, comparisonOperator);
        AppendWord(text, value);
        AppendWord(text, statistic);
        if (durationSeconds is { } seconds)
        {
            AppendWord(text, string.Create(CultureInfo.InvariantCulture, $"in {seconds} s"));
        }

        return text.Length == 0 ? null : Clean(text.ToString());
    }

    /// <summary>A metric value or threshold: <c>54</c>, <c>81.25</c>, <c>23, 443</c>. Of the members AWS sets exactly one; the first that is there speaks.</summary>
    /// <returns>The text; <c>(none)</c> for an empty list; <see langword="null"/> where no member is there.</returns>
    public static string? Value(
        long? count = null,
        double? number = null,
        IReadOnlyList<string>? cidrs = null,
        IReadOnlyList<int>? ports = null,
        IReadOnlyList<double>? numbers = null,
        IReadOnlyList<string>? strings = null)
    {
        if (count is { } whole)
        {
            return whole.ToString(CultureInfo.InvariantCulture);
        }

        if (number is { } real)
        {
            return real.ToString(CultureInfo.InvariantCulture);
        }

        return Join(cidrs, static cidr => cidr)
            ?? Join(ports, static port => port.ToString(CultureInfo.InvariantCulture))
            ?? Join(numbers, static item => item.ToString(CultureInfo.InvariantCulture))
            ?? Join(strings, static item => item);
    }

    /// <summary>A metric's dimension: <c>topics IN TelemetryTopicFilter</c>. AWS knows one kind, the topic filter; its default operator is IN.</summary>
    /// <returns>The text, or <see langword="null"/> where there is no dimension.</returns>
    public static string? Dimension(string? name, string? dimensionOperator) =>
        string.IsNullOrWhiteSpace(name)
            ? null
            : Clean($"topics {(string.IsNullOrWhiteSpace(dimensionOperator) ? "IN" : dimensionOperator)} {name}");

    /// <summary>The kind of criteria, as the IoT API names it: an ML block makes it <c>MACHINE_LEARNING</c>, a percentile <c>STATISTICAL</c>, else <c>STATIC</c>.</summary>
    public static string CriteriaType(bool hasStatistic, bool hasMlConfiguration) =>
        hasMlConfiguration ? "MACHINE_LEARNING" : hasStatistic ? "STATISTICAL" : "STATIC";

    private static void AppendWord(StringBuilder text, string? word)
    {
        if (string.IsNullOrWhiteSpace(word))
        {
            return;
        }

        if (text.Length > 0)
        {
            text.Append(' ');
        }

        text.Append(word);
    }

    private static string? Join<T>(IReadOnlyList<T>? items, Func<T, string> write)
    {
        if (items is null)
        {
            return null;
        }

        // A list may hold a thousand elements: what the cut would drop is never written.
        var text = new StringBuilder();
        for (var index = 0; index < items.Count && text.Length <= MaxLength; index++)
        {
            if (index > 0)
            {
                text.Append(", ");
            }

            text.Append(write(items[index]));
        }

        return text.Length == 0 ? Nothing : Clean(text.ToString());
    }

    private static string Clean(string text)
    {
        var end = text.Length;
        var cut = end > MaxLength;
        if (cut)
        {
            end = MaxLength - 1;
            if (char.IsHighSurrogate(text[end - 1]))
            {
                end--;
            }
        }

        var result = new StringBuilder(end + 1);
        for (var index = 0; index < end; index++)
        {
            var character = text[index];
            if (char.IsHighSurrogate(character) && index + 1 < end && char.IsLowSurrogate(text[index + 1]))
            {
                result.Append(character).Append(text[++index]);
            }
            else
            {
                result.Append(char.IsSurrogate(character) ? '\uFFFD' : char.IsControl(character) ? ' ' : character);
            }
        }

        return (cut ? result.Append(Ellipsis) : result).ToString();
    }
}
