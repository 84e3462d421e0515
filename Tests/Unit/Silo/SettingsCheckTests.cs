using System.Text;

using Microsoft.Extensions.Configuration;

using OrleansDefender.Silo.Hosting;
using OrleansDefender.Simulator;
using OrleansDefender.Things;

using Xunit;

namespace OrleansDefender.Tests.Unit.Silo;

public sealed class SettingsCheckTests
{
    [Theory]
    [InlineData("Defender:Mode", "Aws")]
    [InlineData("defender:mode", "aws")]
    [InlineData("Defender:SiloPort", "0")]
    [InlineData("Simulator:Rules:StrictTypes", "false")]
    [InlineData("Simulator:TimeScale", "2.5")]
    [InlineData("Severity:Patterns:0:Pattern", "-urgent$")]
    [InlineData("Severity:Profiles:AnyProfile:*", "High")]
    public void A_key_that_is_read_and_a_value_that_fits_are_no_problem(string key, string value) =>
        Assert.Empty(Check(key, value));

    [Theory]
    [InlineData("Defender:Mod", "Defender:Mod is no setting; Defender:Mode is.")]
    [InlineData("Simulator:Sory", "Simulator:Sory is no setting; Simulator:Story is.")]
    [InlineData("Simulator:Rules:StrictType", "Simulator:Rules:StrictType is no setting; Simulator:Rules:StrictTypes is.")]
    [InlineData("Simulator:Story:Deep", "Simulator:Story:Deep is no setting; Simulator:Story is one value.")]
    [InlineData("Severity:Patterns:0:Patern", "Severity:Patterns:0:Patern is no setting; Severity:Patterns:0:Pattern is.")]
    public void A_key_that_nobody_reads_is_named_with_the_one_that_was_meant(string key, string problem) =>
        Assert.Equal([problem], Check(key, "x"));

    [Fact]
    public void A_key_that_is_like_no_other_is_answered_with_all_there_are()
    {
        var problem = Assert.Single(Check("Defender:Zzzzzzzz", "x"));
        Assert.StartsWith("Defender:Zzzzzzzz is no setting; Defender has Account, DataPath, Fresh, MemberRole, Mode, Region, SiloPort, Url", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Defender:Mode", "Cloud", "Defender:Mode must be one of Local, Aws; it is 'Cloud'.")]
    [InlineData("Defender:Mode", "1", "Defender:Mode must be one of Local, Aws; it is '1'.")]
    [InlineData("Defender:Fresh", "perhaps", "Defender:Fresh must be true or false; it is 'perhaps'.")]
    [InlineData("Simulator:TimeScale", "fast", "Simulator:TimeScale must be a number; it is 'fast'.")]
    [InlineData("Severity:Profiles:P:B", "Terrible", "Severity:Profiles:P:B must be one of None, Informational, Low, Medium, High, Critical; it is 'Terrible'.")]
    public void A_value_that_does_not_fit_is_named_with_its_key_and_rule(string key, string value, string problem) =>
        Assert.Equal([problem], Check(key, value));

    [Fact]
    public void A_whole_number_out_of_its_range_is_refused() =>
        Assert.Contains("Defender:SiloPort must be a whole number from", Assert.Single(Check("Defender:SiloPort", "99999999999")), StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"Defender":{"Fresh":null}}""", "Defender:Fresh must be true or false; it is null. Leave it out for its default.")]
    [InlineData("""{"Defender":{"Region":null}}""", "Defender:Region must be text; it is null. Leave it out for its default.")]
    [InlineData("""{"Defender":{"Mode":null}}""", "Defender:Mode must be one of Local, Aws; it is null. Leave it out for its default.")]
    [InlineData("""{"Simulator":{"TimeScale":null}}""", "Simulator:TimeScale must be a number; it is null. Leave it out for its default.")]
    [InlineData("""{"Simulator":{"Rules":{"StrictTypes":null}}}""", "Simulator:Rules:StrictTypes must be true or false; it is null. Leave it out for its default.")]
    [InlineData(
        """{"Severity":{"Profiles":{"P":{"B":null}}}}""",
        "Severity:Profiles:P:B must be one of None, Informational, Low, Medium, High, Critical; it is null. Leave it out for its default.")]
    [InlineData("""{"Severity":{"Patterns":[null]}}""", "Severity:Patterns:0 must hold settings; it is null.")]
    public void A_null_of_a_file_is_refused_by_key_and_rule(string file, string problem) => Assert.Equal([problem], CheckFile(file));

    [Theory]
    [InlineData("""{"Defender":{},"Simulator":{"Rules":{}},"Severity":{"Patterns":[],"Profiles":{"P":{}}}}""")]
    [InlineData("""{"Another":{"Section":null}}""")]
    public void What_is_empty_in_a_file_is_no_problem(string file) => Assert.Empty(CheckFile(file));

    [Fact]
    public void A_section_within_another_is_checked_by_its_own_type()
    {
        SettingsSection[] sections = [new("Simulator", typeof(SimulatorOptions)), new("Simulator:Own", typeof(DefenderOptions))];
        var configuration = Configuration(("Simulator:Own:Mode", "Aws"), ("Simulator:Own:Story", "demo"));

        Assert.Equal(["Simulator:Own:Story is no setting; Simulator:Own has Account, DataPath, Fresh, MemberRole, Mode, Region, SiloPort, Url."], SettingsCheck.Check(configuration, sections));
    }

    private static IReadOnlyList<string> CheckFile(string file)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(file));
        return Check(new ConfigurationBuilder().AddJsonStream(stream).Build());
    }

    private static IReadOnlyList<string> Check(string key, string value) => Check(Configuration((key, value)));

    private static IReadOnlyList<string> Check(IConfiguration configuration) => SettingsCheck.Check(
        configuration,
        [
            new(DefenderOptions.Section, typeof(DefenderOptions)),
            new(SimulatorOptions.Section, typeof(SimulatorOptions)),
            new(SeverityOptions.Section, typeof(SeverityOptions)),
        ]);

    private static IConfiguration Configuration(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(static pair => KeyValuePair.Create(pair.Key, (string?)pair.Value))).Build();
}
