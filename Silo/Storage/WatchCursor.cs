using System.Buffers.Text;
using System.Text;

using OrleansDefender.Fleet;
using OrleansDefender.Things;

namespace OrleansDefender.Silo.Storage;

/// <summary>Where a page of the watch list ended: the severity and thing of its last row.</summary>
/// <remarks>A position, not a number of rows: what is inserted or removed before it shifts nothing.</remarks>
internal readonly record struct WatchCursor(Severity Severity, ThingKey Thing)
{
    // The form's version, so that an old cursor is refused rather than misread should the order ever change.
    private const char Form = '1';

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The position of a row.</summary>
    public static WatchCursor At(WatchRow row) => new(row.Severity, row.Thing);

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static WatchCursor Parse(string text)
    {
        try
        {
            var plain = Utf8.GetString(Base64Url.DecodeFromChars(text));
            if (plain.Length > 2 && plain[0] == Form && plain[1] - '0' is var severity && Enum.IsDefined((Severity)severity))
            {
                return new WatchCursor((Severity)severity, ThingKey.Parse(plain[2..]));
            }
        }
        catch (Exception error) when (error is FormatException or DecoderFallbackException)
        {
            // Said in one way below, whatever is wrong with it.
        }

        throw new FormatException("The cursor is not one that this list gave.");
    }

    /// <summary>Letters, digits, <c>-</c> and <c>_</c>: fit for a URL as it is.</summary>
    public override string ToString() => Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{Form}{(int)Severity}{Thing}"));
}
