using OrleansDefender.Correlation;

using Xunit;

namespace OrleansDefender.Tests.Unit.Correlation;

/// <summary>How much a thing matters.</summary>
public sealed class CriticalityPolicyTests
{
    private static readonly ThingContext Pump = new()
    {
        ThingType = "Pump",
        Groups = ["Pumps", "lab-bench"],
        Attributes = ThingContext.None.Attributes.Add("criticality", "high"),
        AskedMs = 1,
        IsRegistered = true,
    };

    [Fact]
    public void The_greatest_of_the_entries_that_speak_of_a_thing_decides_and_is_named()
    {
        var options = new CriticalityOptions { Default = 3 };
        options.Groups.Add("lab-*", 0.5);
        options.Groups.Add("b?nch", 9);
        Assert.Equal(new Criticality(0.5, "thing group lab-bench (Criticality:Groups:lab-*)"), new CriticalityPolicy(options).WeightOf("p", Pump));

        options.Types.Add("Pump", 2);
        Assert.Equal(new Criticality(2, "thing type Pump (Criticality:Types:Pump)"), new CriticalityPolicy(options).WeightOf("p", Pump));

        options.Attributes.Add("criticality", new Dictionary<string, double> { ["high"] = 4, ["low"] = 10 });
        Assert.Equal(new Criticality(4, "attribute criticality=high (Criticality:Attributes:criticality:high)"), new CriticalityPolicy(options).WeightOf("p", Pump));
        Assert.Equal(3, new CriticalityPolicy(options).WeightOf("p", ThingContext.None).Weight);
    }

    [Theory]
    [InlineData("lab-?ench", true)]
    [InlineData("lab-bench", true)]
    [InlineData("*bench", true)]
    [InlineData("lab", false)]
    [InlineData("LAB-*", false)]
    [InlineData("lab.bench", false)]
    [InlineData("lab-bench?", false)]
    public void A_pattern_is_about_the_whole_name(string pattern, bool matches)
    {
        var options = new CriticalityOptions();
        options.Groups.Add(pattern, 7);

        Assert.Equal(matches ? 7 : 1, new CriticalityPolicy(options).WeightOf("p", Pump).Weight);
    }

    [Theory]
    [InlineData(0.09)]
    [InlineData(10.01)]
    [InlineData(double.NaN)]
    public void A_weight_out_of_its_range_is_refused_with_its_key_and_the_rule(double weight)
    {
        var options = new CriticalityOptions { Default = weight };
        options.Groups.Add("lab-*", weight);
        options.Types.Add("Pump", weight);
        options.Attributes.Add("site", new Dictionary<string, double> { ["a"] = weight, ["b"] = 10 });

        var failures = new CriticalityOptionsValidator().Validate(null, options).Failures!.ToList();

        Assert.Equal(["Criticality:Groups:lab-*", "Criticality:Attributes:site:a", "Criticality:Types:Pump", "Criticality:Default"], failures.Select(text => text.Split(' ')[0]));
        Assert.All(failures, text => Assert.EndsWith("a weight must be 0.1 to 10.", text, StringComparison.Ordinal));
    }
}
