using System.Text;
using System.Text.RegularExpressions;

using CsCheck;

using OrleansDefender.Findings;
using OrleansDefender.Tests.Unit.Things;
using OrleansDefender.Things;

using Xunit;

namespace OrleansDefender.Tests.Unit.Findings;

/// <summary>The mapping against every limit that ASFF sets, for any names.</summary>
public sealed partial class AlarmFindingTests
{
    private static readonly DateTimeOffset Now = Given.At(60);

    private static readonly Gen<string> GenName =
        Gen.OneOf(
            Gen.String[1, 128],
            Gen.Char.Array[128].Select(characters => new string(characters)),
            Gen.Int[1, 64].Select(count => string.Concat(Enumerable.Repeat("😀", count))),
            Gen.Const(new string('x', 128)),
            Gen.Const("   "),
            Gen.Const("line 4/mixer#2"));

    private static readonly Gen<string> GenText = Gen.OneOf(GenName, Gen.String[0, 3000], Gen.Const(new string('é', 256)));

    private static readonly Gen<(ThingKey Thing, DetectEvent Event)> GenAlarm =
        from name in GenName
        from profile in GenName
        from behavior in GenName
        from metric in GenText
        from criteria in GenText
        from value in GenText
        from region in Gen.OneOf(Gen.Const("us-east-1"), Gen.Const("cn-north-1"), Gen.Const("us-gov-west-1"))
        select (
            new ThingKey("111122223333", region, name),
            Given.Opens(0) with { Profile = profile, Behavior = behavior, Metric = metric, Criteria = criteria, Value = value, Dimension = value });

    [Fact]
    public void Whatever_the_names_are_every_field_keeps_its_limit() =>
        GenAlarm.Sample(
            given =>
            {
                var finding = FindingOf(given.Thing, given.Event);
                AssertFits(finding.Id, 512);
                Assert.Matches(UrlSafe(), finding.Id);
                AssertFits(finding.GeneratorId, 512);
                AssertFits(finding.Title, 256);
                AssertFits(finding.Description, 1024);
                AssertFits(finding.RecommendationText, 512);
                AssertFits(finding.ProductArn, 2048);
                Assert.True(Uri.TryCreate(finding.SourceUrl, UriKind.Absolute, out _));
                Assert.True(Uri.TryCreate(finding.RecommendationUrl, UriKind.Absolute, out _));
                Assert.InRange(finding.ProductFields.Count, 1, 50);
                Assert.All(finding.ProductFields, pair => AssertFits(pair.Value, 2048));
                Assert.All(finding.ProductFields, pair => AssertFits(pair.Key, 128));
                var resource = Assert.Single(finding.Resources);
                AssertFits(resource.Id, 512);
                Assert.InRange(resource.Details.Count, 1, 50);
                Assert.All(resource.Details, pair => AssertFits(pair.Value, 1023));
                Assert.All(resource.Details, pair => AssertFits(pair.Key, 127));
            },
            iter: 3_000);

    [Fact]
    public void Different_alarms_never_share_an_id() =>
        Gen.Select(GenAlarm, GenAlarm).Sample(
            pair =>
            {
                var (left, right) = pair;
                var same = left.Thing == right.Thing && left.Event.Profile == right.Event.Profile && left.Event.Behavior == right.Event.Behavior;
                // Names that differ in lone surrogates only are one name in UTF-8, and so to AWS.
                var sameInUtf8 = Utf8(left) == Utf8(right);
                Assert.Equal(same || sameInUtf8, IdOf(left) == IdOf(right));
            },
            iter: 3_000);

    [Fact]
    public void Names_that_are_long_or_alike_have_ids_of_their_own()
    {
        string[] things = ["a/b", "a~2Fb", "a b", "a+b", "A/b", new string('é', 127) + "x", new string('é', 127) + "y"];

        var ids = things.Select(thing => FindingIds.Alarm(new ThingKey("111122223333", "us-east-1", thing), "p", "b")).ToList();

        Assert.Equal(things.Length, ids.Distinct(StringComparer.Ordinal).Count());
        Assert.NotEqual(
            FindingIds.Alarm(Given.Thing, "p:a", "b"),
            FindingIds.Alarm(Given.Thing, "p", "a/b"));
    }

    [Fact]
    public void The_id_is_pinned_because_it_decides_between_create_and_update()
    {
        Assert.Equal(
            "arn:aws:orleans-defender:us-east-1:111122223333:alarm/line~204~2Fmixer~232/PumpCloudSideRules/AuthorizationFailures-High",
            FindingIds.Alarm(new ThingKey("111122223333", "us-east-1", "line 4/mixer#2"), Given.Profile, Given.Behavior));
    }

    [Theory]
    [InlineData("us-east-1", "aws", "https://us-east-1.console.aws.amazon.com/iot/home?region=us-east-1#/")]
    [InlineData("cn-north-1", "aws-cn", "https://cn-north-1.console.amazonaws.cn/iot/home?region=cn-north-1#/")]
    [InlineData("us-gov-west-1", "aws-us-gov", "https://us-gov-west-1.console.amazonaws-us-gov.com/iot/home?region=us-gov-west-1#/")]
    public void Partition_and_console_come_from_the_Region(string region, string partition, string console)
    {
        var finding = FindingOf(new ThingKey("111122223333", region, "pump-0017"), Given.Opens(0));

        Assert.StartsWith($"arn:{partition}:orleans-defender:{region}:111122223333:alarm/", finding.Id, StringComparison.Ordinal);
        Assert.Equal($"arn:{partition}:securityhub:{region}:111122223333:product/111122223333/default", finding.ProductArn);
        Assert.Equal($"arn:{partition}:iot:{region}:111122223333:thing/pump-0017", finding.Resources[0].Id);
        Assert.Equal(partition, finding.Resources[0].Partition);
        Assert.Equal($"{console}dd/securityProfile/PumpCloudSideRules?tab=violations", finding.RecommendationUrl);
        Assert.Equal($"{console}thing/pump-0017?tab=violations", finding.SourceUrl);
    }

    [Fact]
    public void The_finding_says_what_a_person_needs()
    {
        var finding = FindingOf(Given.Thing, Given.Opens(0));

        Assert.Equal("pump-0017: unusual behavior AuthorizationFailures-High (PumpCloudSideRules)", finding.Title);
        Assert.Equal("PumpCloudSideRules/AuthorizationFailures-High", finding.GeneratorId);
        Assert.Equal(["Unusual Behaviors/User"], finding.Types);
        Assert.Equal(Severity.High, finding.Severity);
        Assert.Contains("normal is less-than-equals 5 in 300 s; seen 54", finding.Description, StringComparison.Ordinal);
        Assert.Equal("in alarm", finding.ProductFields["AlarmState"]);
        Assert.Equal("1", finding.ProductFields["EpisodeCount"]);
        Assert.Equal("2026-01-05T10:00:00.000Z", finding.ProductFields["FirstObservedAt"]);
        Assert.Equal(Given.EpisodeA, finding.ProductFields["ViolationId"]);
    }

    [Theory]
    [InlineData("aws:num-connection-attempts", "Unusual Behaviors/User")]
    [InlineData("aws:source-ip-address", "Unusual Behaviors/IP address")]
    [InlineData("aws:listening-tcp-ports", "Unusual Behaviors/Network Flow")]
    [InlineData("aws:num-disconnects", "Unusual Behaviors/Application")]
    [InlineData("batteryTemperature", "Unusual Behaviors/Application")]
    [InlineData("aws:a-metric-of-tomorrow", "Unusual Behaviors/Application")]
    public void Types_follow_the_metric_and_unknown_metrics_pass(string metric, string type) =>
        Assert.Equal([type], FindingOf(Given.Thing, Given.Opens(0) with { Metric = metric }).Types);

    [Fact]
    public void Cutting_is_visible_and_never_splits_a_surrogate_pair()
    {
        var text = string.Concat(Enumerable.Repeat("😀", 200));

        var even = AsffText.Fit(text, 256);
        var odd = AsffText.Fit("x" + text, 256);

        Assert.All([even, odd], cut =>
        {
            Assert.EndsWith("…", cut, StringComparison.Ordinal);
            Assert.InRange(cut.Length, 254, 256);
            Assert.Equal(cut, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(cut)));
        });
    }

    private static Finding FindingOf(ThingKey thing, DetectEvent detectEvent)
    {
        var state = ThingLogic.Apply(
            ThingState.Empty, thing, new ThingCauses { Events = [detectEvent] }, SeverityPolicy.Default, Now).State;
        return AlarmFinding.Of(thing, state.Alarm(), Now);
    }

    private static string IdOf((ThingKey Thing, DetectEvent Event) given) =>
        FindingIds.Alarm(given.Thing, given.Event.Profile, given.Event.Behavior);

    private static string Utf8((ThingKey Thing, DetectEvent Event) given) =>
        string.Join('\0', new[] { given.Thing.ToString(), given.Event.Profile, given.Event.Behavior }.Select(text => Convert.ToHexString(Encoding.UTF8.GetBytes(text))));

    private static void AssertFits(string text, int limit)
    {
        Assert.InRange(text.Length, 1, limit);
        Assert.False(string.IsNullOrWhiteSpace(text));
        Assert.Equal(text, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)));
    }

    [GeneratedRegex("^[A-Za-z0-9._~:/-]+$")]
    private static partial Regex UrlSafe();
}
