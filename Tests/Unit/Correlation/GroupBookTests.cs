using CsCheck;

using OrleansDefender.Correlation;
using OrleansDefender.Correlation.Engine;
using OrleansDefender.Correlation.Groups;

using Xunit;

namespace OrleansDefender.Tests.Unit.Correlation;

/// <summary>The form in which a group's entries and words are stored.</summary>
public sealed class GroupBookTests
{
    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.String[Gen.Char['a', 'z'], 0, 6], Gen.Const("thing/with a slash"), Gen.Const("gerät-ß-😀"), Gen.Guid.Select(static uuid => uuid.ToString("N")),
        Gen.Guid.Select(static uuid => uuid.ToString("D")), Gen.Guid.Select(static uuid => uuid.ToString("D").ToUpperInvariant()));

    private static readonly Gen<string?> MaybeText = Gen.OneOf(Gen.Const((string?)null), Text.Select(static text => (string?)text));

    private static readonly Gen<GroupEntry> Entry =
        from time in Gen.Long[1_700_000_000_000, 1_800_000_000_000]
        from thing in MaybeText
        from episode in MaybeText
        from isPlain in Gen.Bool
        from id in Text
        from inputs in Gen.Int[1, 0xffff]
        from value in Gen.OneOf(MaybeText, Gen.Const(thing))
        from facts in Gen.Select(MaybeText, MaybeText, MaybeText)
        from severity in Gen.Int[0, 5]
        from revision in Gen.OneOf(Gen.Const(0L), Gen.Long[1, 1L << 60])
        from isWithdrawn in Gen.Bool
        select new GroupEntry(
            new RuleEntry(new SignalKey(time, SignalEvents.InAlarm, isPlain ? $"{thing}/{episode}" : id), inputs, value, episode),
            thing,
            (Severity)severity,
            new GroupEntryFacts(facts.Item1, facts.Item2, facts.Item3, null, "T0859"),
            revision,
            isWithdrawn);

    private static readonly Gen<GroupWord> Word =
        from episode in Text
        from time in Gen.Long[-5, 1_800_000_000_000]
        from word in Gen.Int[0, 3]
        select new GroupWord(episode, time, (Verification)word);

    [Fact]
    public void What_was_written_is_read_again() => Gen.Select(Entry.List[0, 40], Word.List[0, 10]).Sample((entries, words) =>
    {
        entries.Sort(static (left, right) => left.Entry.CompareTo(right.Entry));

        var (readEntries, readWords) = GroupBook.Read(GroupBook.Write(entries, words));

        Assert.Equal(entries, readEntries);
        Assert.Equal(words, readWords);
    });

    [Fact]
    public void A_form_of_a_newer_program_is_refused() => Assert.Throws<NotSupportedException>(() => GroupBook.Read([2, 0, 0, 0, 0]));
}
