using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace OrleansDefender.Correlation.Rules;

/// <summary>A test of one value of a field, compiled. Thread-safe; makes no garbage but for addresses.</summary>
internal abstract class ValueTest
{
    // A double takes 24 characters at most, a long 20.
    private const int LongestNumber = 32;

    /// <summary>Whether a text passes.</summary>
    public abstract bool Matches(ReadOnlySpan<char> text);

    /// <summary>Whether a whole number passes.</summary>
    public virtual bool MatchesCount(long count)
    {
        Span<char> text = stackalloc char[LongestNumber];
        return count.TryFormat(text, out var length, default, CultureInfo.InvariantCulture) && Matches(text[..length]);
    }

    /// <summary>Whether a number passes.</summary>
    public virtual bool MatchesNumber(double number)
    {
        Span<char> text = stackalloc char[LongestNumber];
        return number.TryFormat(text, out var length, default, CultureInfo.InvariantCulture) && Matches(text[..length]);
    }

    /// <summary>A text with wildcards: <c>*</c> any number of characters, <c>?</c> one; <c>\</c> takes their meaning from these two and from itself.</summary>
    /// <param name="pattern">The text.</param>
    /// <param name="before">Whether anything may go before it.</param>
    /// <param name="after">Whether anything may come after it.</param>
    /// <param name="isCased">Whether case counts.</param>
    public static ValueTest Of(string pattern, bool before, bool after, bool isCased)
    {
        var characters = new StringBuilder(pattern.Length + 2);
        var wild = new List<bool>(pattern.Length + 2);
        Add('*', before);
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] == '\\' && i + 1 < pattern.Length && pattern[i + 1] is '*' or '?' or '\\')
            {
                i++;
                characters.Append(pattern[i]);
                wild.Add(false);
            }
            else
            {
                characters.Append(pattern[i]);
                wild.Add(pattern[i] is '*' or '?');
            }
        }

        Add('*', after);
        var text = characters.ToString();
        return wild.Contains(true) ? new Wildcards(text, [.. wild], isCased) : new Plain(text, isCased);

        void Add(char character, bool isWanted)
        {
            if (isWanted)
            {
                characters.Append(character);
                wild.Add(true);
            }
        }
    }

    /// <summary>A comparison with a number; texts that are none do not pass.</summary>
    /// <param name="comparison">One of lt, lte, gt, gte.</param>
    /// <param name="limit">The number.</param>
    public static ValueTest Of(string comparison, double limit) => new Comparison(comparison, limit);

    /// <summary>An address, or a range of addresses, that lies in a range.</summary>
    public static ValueTest Of(IPNetwork network) => new Network(network);

    /// <summary>A regular expression that needs no backtracking, found anywhere in the value.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    /// <exception cref="NotSupportedException">It needs backtracking.</exception>
    public static ValueTest Of(string expression, RegexOptions options) => new Expression(expression, options);

    private sealed class Plain : ValueTest
    {
        private readonly string _text;
        private readonly StringComparison _comparison;
        private readonly double? _number;

        public Plain(string text, bool isCased)
        {
            _text = text;
            _comparison = isCased ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
            _number = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;
        }

        public override bool Matches(ReadOnlySpan<char> text) => text.Equals(_text, _comparison);

        // 70.0 is 70, however it is written.
        public override bool MatchesCount(long count) => _number is { } number && (count == number || base.MatchesCount(count));

        public override bool MatchesNumber(double number) => _number is { } expected && number.Equals(expected);
    }

    private sealed class Wildcards(string pattern, bool[] wild, bool isCased) : ValueTest
    {
        private readonly string _folded = isCased ? pattern : pattern.ToUpperInvariant();

        public override bool Matches(ReadOnlySpan<char> text)
        {
            // Where it fails, only the last * has to take one character more: those before it are as good as they can be.
            var (at, place) = (0, 0);
            var (star, resume) = (-1, 0);
            while (at < text.Length)
            {
                if (place < wild.Length && wild[place] && _folded[place] == '*')
                {
                    star = place++;
                    resume = at;
                }
                else if (place < wild.Length && (wild[place] || Fold(text[at]) == _folded[place]))
                {
                    at++;
                    place++;
                }
                else if (star >= 0)
                {
                    place = star + 1;
                    at = ++resume;
                }
                else
                {
                    return false;
                }
            }

            while (place < wild.Length && wild[place] && _folded[place] == '*')
            {
                place++;
            }

            return place == wild.Length;
        }

        private char Fold(char character) => isCased ? character : char.ToUpperInvariant(character);
    }

    private sealed class Comparison(string comparison, double limit) : ValueTest
    {
        public override bool Matches(ReadOnlySpan<char> text) =>
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && MatchesNumber(number);

        public override bool MatchesCount(long count) => MatchesNumber(count);

        public override bool MatchesNumber(double number) => comparison switch
        {
            "lt" => number < limit,
            "lte" => number <= limit,
            "gt" => number > limit,
            _ => number >= limit,
        };
    }

    private sealed class Network(IPNetwork network) : ValueTest
    {
        public override bool Matches(ReadOnlySpan<char> text)
        {
            var slash = text.IndexOf('/');
            if (!IPAddress.TryParse(slash < 0 ? text : text[..slash], out var address) || address.AddressFamily != network.BaseAddress.AddressFamily)
            {
                return false;
            }

            var bits = address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
            return (slash < 0 || (int.TryParse(text[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out bits) && bits >= network.PrefixLength))
                && network.Contains(address);
        }
    }

    private sealed class Expression(string expression, RegexOptions options) : ValueTest
    {
        private readonly Regex _regex = new(expression, options | RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

        public override bool Matches(ReadOnlySpan<char> text) => _regex.IsMatch(text);
    }
}
