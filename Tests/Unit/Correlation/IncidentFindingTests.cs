using OrleansDefender.Correlation.Groups;
using OrleansDefender.Findings;
using OrleansDefender.Silo.Aws;

using Xunit;

namespace OrleansDefender.Tests.Unit.Correlation;

/// <summary>A fleet incident as ASFF.</summary>
public sealed class IncidentFindingTests
{
    [Fact]
    public void Its_members_are_related_findings_of_the_same_product_and_others_have_none()
    {
        var finding = Told(15);
        var asff = AsffMapping.ToAsff(finding);

        Assert.Equal(10, asff.FindingProviderFields.RelatedFindings.Count);
        Assert.All(asff.FindingProviderFields.RelatedFindings, related => Assert.Equal(finding.ProductArn, related.ProductArn));
        Assert.Equal("arn:aws:orleans-defender:eu-central-1:111122223333:alarm/thing-00/Profile/Auth", asff.FindingProviderFields.RelatedFindings[0].Id);
        Assert.True(asff.RelatedFindings is null or { Count: 0 });
        Assert.Equal(("HIGH", "ACTIVE"), (asff.FindingProviderFields.Severity.Label.Value, asff.RecordState.Value));
        Assert.Equal(["TTPs/Lateral Movement/T0859 Valid Accounts"], asff.FindingProviderFields.Types);
        Assert.True(AsffMapping.ToAsff(finding with { RelatedIds = null }).FindingProviderFields.RelatedFindings is null or { Count: 0 });
    }

    [Theory]
    [InlineData("attack.t0859", "TTPs/Lateral Movement/T0859 Valid Accounts")]
    [InlineData("attack.ics.t0859", "TTPs/Lateral Movement/T0859 Valid Accounts")]
    [InlineData("attack.t0855", "Unusual Behaviors/User")]
    [InlineData("attack.t9999", "Unusual Behaviors/User")]
    [InlineData("cve.2026-1", "Unusual Behaviors/User")]
    public void Its_types_are_those_of_its_rules_techniques_that_ASFF_knows_else_of_its_metrics(string tag, string type)
    {
        var rule = FleetStory.Rule(tag: tag);
        var told = GroupState.Empty.Apply(rule, FleetStory.Start, [.. Enumerable.Range(0, 3).Select(static i => FleetStory.Alarm($"thing-{i}", i))]).Incidents[0].Told!;

        Assert.Equal([type], told.Types);
    }

    [Fact]
    public void Related_findings_are_part_of_the_hash_and_none_leaves_the_hash_of_old()
    {
        var finding = Told(3);
        var others = finding.RelatedIds!.Value.SetItem(0, "another");

        Assert.NotEqual(FindingContent.Hash(finding), FindingContent.Hash(finding with { RelatedIds = others }));
        Assert.Equal(FindingContent.Hash(finding with { RelatedIds = [] }), FindingContent.Hash(finding with { RelatedIds = null }));
    }

    [Fact]
    public void Whatever_a_group_is_named_its_finding_keeps_to_the_limits()
    {
        var behavior = new string('ä', 400) + "\u0007/ {count}";
        var rule = FleetStory.Rule(atLeast: 1);
        var state = GroupState.Empty.Apply(
            rule, FleetStory.Start, [.. Enumerable.Range(0, 30).Select(i => FleetStory.Alarm($"{i}{new string('x', 120)}", i / 10.0, behavior))]);
        var finding = state.Incidents[0].Told!;

        Assert.InRange(finding.Id.Length, 1, 512);
        Assert.DoesNotContain(finding.Id, static character => character > '~' || character == '%');
        Assert.InRange(finding.Title.Length, 1, 256);
        Assert.InRange(finding.Description.Length, 1, 1024);
        Assert.InRange(finding.Resources.Length, 1, 32);
        Assert.InRange(finding.ProductFields.Count, 1, 50);
        Assert.All(finding.ProductFields, static pair => Assert.InRange(pair.Value.Length, 1, 2048));
        Assert.All(finding.RelatedIds!.Value, static id => Assert.InRange(id.Length, 1, 512));
    }

    [Fact]
    public void A_rule_without_a_title_of_its_own_for_incidents_names_them_by_its_title()
    {
        var incident = GroupState.Empty.Apply(FleetStory.Rule(atLeast: 1), FleetStory.Start, FleetStory.Alarm("a", 0)).Incidents[0];
        var rule = RuleFacts.Of(FleetStory.Rule(atLeast: 1));

        Assert.Equal("A wave over the fleet", IncidentFinding.TitleOf("Profile\u001fAuth", rule with { IncidentTitle = null }, incident));
        Assert.Equal("Profile: 1 {of} {", IncidentFinding.TitleOf("Profile\u001fAuth", rule with { IncidentTitle = "{securityProfileName}: {count} {of} {" }, incident));
    }

    private static Finding Told(int things) => GroupState.Empty.Apply(
        FleetStory.Rule(), FleetStory.Start, [.. Enumerable.Range(0, things).Select(static i => FleetStory.Alarm($"thing-{i:00}", i))]).Incidents[0].Told!;
}
