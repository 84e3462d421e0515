using System.Globalization;

using OrleansDefender.Things;

using Xunit;

namespace OrleansDefender.Tests.Unit.Things;

public sealed class BehaviorTextTests
{
    [Fact]
    public void Criteria_OfAStaticRule_NamesOperatorThresholdAndDuration() =>
        Assert.Equal("less-than-equals 5 in 300 s", BehaviorText.Criteria("less-than-equals", BehaviorText.Value(count: 5), 300, null, null));

    [Fact]
    public void Criteria_OfAStatisticalRule_NamesThePercentile() =>
        Assert.Equal("less-than-equals p99 in 300 s", BehaviorText.Criteria("less-than-equals", null, 300, "p99", null));

    [Fact]
    public void Criteria_OfAnMlRule_NamesTheConfidence() =>
        Assert.Equal("ML model, confidence HIGH", BehaviorText.Criteria(null, null, null, null, "HIGH"));

    [Fact]
    public void Criteria_OfASet_ListsItsElements() =>
        Assert.Equal("in-port-set 443, 8883", BehaviorText.Criteria("in-port-set", BehaviorText.Value(ports: [443, 8883]), null, null, null));

    [Fact]
    public void Criteria_WithNothingInIt_IsAbsent() => Assert.Null(BehaviorText.Criteria(null, null, null, " ", null));

    [Fact]
    public void Value_OfEachMember_IsWrittenWithoutCulture()
    {
        Assert.Equal("54", BehaviorText.Value(count: 54));
        Assert.Equal("81.25", BehaviorText.Value(number: 81.25));
        Assert.Equal("198.51.100.23/32", BehaviorText.Value(cidrs: ["198.51.100.23/32"]));
        Assert.Equal("23, 443", BehaviorText.Value(ports: [23, 443]));
        Assert.Equal("1.5, -2", BehaviorText.Value(numbers: [1.5, -2]));
        Assert.Equal("a, b", BehaviorText.Value(strings: ["a", "b"]));
    }

    [Fact]
    public void Value_OfAnEmptyList_SaysSo() => Assert.Equal("(none)", BehaviorText.Value(cidrs: []));

    [Fact]
    public void Value_WithoutAnyMember_IsAbsent() => Assert.Null(BehaviorText.Value());

    [Fact]
    public void Value_OfALongList_IsCutVisiblyAtTheLimit()
    {
        var text = BehaviorText.Value(ports: [.. Enumerable.Range(1, 1000)]);

        Assert.NotNull(text);
        Assert.Equal(BehaviorText.MaxLength, text.Length);
        Assert.StartsWith("1, 2, 3, ", text, StringComparison.Ordinal);
        Assert.EndsWith("…", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Value_OfExactlyTheLimit_IsNotCut()
    {
        var text = new string('x', BehaviorText.MaxLength);

        Assert.Equal(text, BehaviorText.Value(strings: [text]));
    }

    [Theory]
    [InlineData(253)]
    [InlineData(254)]
    [InlineData(255)]
    public void Value_CutAtASurrogatePair_KeepsOrDropsItWhole(int before)
    {
        var text = BehaviorText.Value(strings: [new string('x', before) + "\U0001F600\U0001F600"]);

        Assert.NotNull(text);
        Assert.InRange(text.Length, BehaviorText.MaxLength - 1, BehaviorText.MaxLength);
        Assert.EndsWith("…", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\uFFFD', text);
        Assert.Equal(text.Count(char.IsHighSurrogate), text.Count(char.IsLowSurrogate));
    }

    [Fact]
    public void Value_WithControlCharactersAndLoneSurrogates_IsLegalText() =>
        Assert.Equal("a b\uFFFDc", BehaviorText.Value(strings: ["a\u0000b\uD800c"]));

    [Fact]
    public void Value_InAnyCulture_UsesThePoint()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            comma.NumberFormat.NumberDecimalSeparator = ",";
            CultureInfo.CurrentCulture = comma;
            Assert.Equal("70.5", BehaviorText.Value(number: 70.5));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData("TelemetryTopicFilter", "NOT_IN", "topics NOT_IN TelemetryTopicFilter")]
    [InlineData("TelemetryTopicFilter", null, "topics IN TelemetryTopicFilter")]
    [InlineData(null, "IN", null)]
    public void Dimension_NamesOperatorAndFilter(string? name, string? dimensionOperator, string? expected) =>
        Assert.Equal(expected, BehaviorText.Dimension(name, dimensionOperator));

    [Theory]
    [InlineData(false, false, "STATIC")]
    [InlineData(true, false, "STATISTICAL")]
    [InlineData(true, true, "MACHINE_LEARNING")]
    public void CriteriaType_FollowsTheBlocksThatAreThere(bool statistic, bool ml, string expected) =>
        Assert.Equal(expected, BehaviorText.CriteriaType(statistic, ml));
}
