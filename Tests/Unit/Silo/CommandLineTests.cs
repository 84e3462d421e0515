using OrleansDefender.Silo.Hosting;

using Xunit;

namespace OrleansDefender.Tests.Unit.Silo;

public sealed class CommandLineTests
{
    private static readonly string[] Roots = ["Defender", "Simulator", "Logging"];

    [Fact]
    public void Settings_are_read_with_an_equals_sign_and_with_a_space()
    {
        var settings = CommandLine.Read(["--Simulator:Story=none", "--Defender:Url", "http://127.0.0.1:0", "--Simulator:Note=a=b"], Roots);

        Assert.Equal("none", settings["Simulator:Story"]);
        Assert.Equal("http://127.0.0.1:0", settings["Defender:Url"]);
        Assert.Equal("a=b", settings["Simulator:Note"]);
    }

    [Fact]
    public void Fresh_needs_no_value_and_takes_none_from_what_follows()
    {
        var settings = CommandLine.Read(["--fresh", "--Simulator:Story=none"], Roots);

        Assert.Equal("true", settings["Defender:Fresh"]);
        Assert.Equal("none", settings["Simulator:Story"]);
    }

    [Theory]
    [InlineData("--Simulatr:Story=none", "--Simulatr:Story is no setting; did you mean --Simulator:Story?")]
    [InlineData("--Unheard:Of=1", "--Unheard:Of is no setting; the sections are Defender, Logging, Simulator.")]
    [InlineData("--frehs", "'--frehs' is no argument; write --Section:Key=Value, --fresh or --help.")]
    [InlineData("demo", "'demo' is no argument; write --Section:Key=Value, --fresh or --help.")]
    [InlineData("--Simulator:Story", "--Simulator:Story has no value; write --Simulator:Story=VALUE.")]
    public void What_is_no_setting_is_refused_in_one_line(string argument, string problem) =>
        Assert.Equal([problem], Assert.Throws<StartupException>(() => CommandLine.Read([argument], Roots)).Problems);

    [Fact]
    public void All_problems_are_told_at_once() =>
        Assert.Equal(2, Assert.Throws<StartupException>(() => CommandLine.Read(["demo", "--Unheard:Of=1"], Roots)).Problems.Count);
}
