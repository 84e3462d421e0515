using OrleansDefender.Things;

using Xunit;

namespace OrleansDefender.Tests.Unit.Things;

public sealed class SeverityPolicyTests
{
    [Theory]
    [InlineData("AuthorizationFailures-High", Severity.High)]
    [InlineData("Auth-Fail-High", Severity.High)]
    [InlineData("ListeningTcpPorts-CRITICAL", Severity.Critical)]
    [InlineData("DisconnectsMl-low", Severity.Low)]
    [InlineData("x-Informational", Severity.Informational)]
    [InlineData("x-Medium", Severity.Medium)]
    [InlineData("HighWaterMark", Severity.Medium)]
    [InlineData("x-High-2", Severity.Medium)]
    public void By_default_the_last_part_of_the_name_decides_in_any_case_else_it_is_medium(string behavior, Severity expected) =>
        Assert.Equal(expected, SeverityPolicy.Default.SeverityOf("profile", behavior));

    [Fact]
    public void A_profiles_own_entry_goes_before_the_patterns_and_patterns_are_tried_in_order()
    {
        var options = new SeverityOptions { Default = Severity.Low };
        options.Patterns.Add(new SeverityPattern { Pattern = "^Auth", Severity = Severity.Critical });
        options.Patterns.Add(new SeverityPattern { Pattern = "Failures", Severity = Severity.Medium });
        options.Profiles["Lab"] = new Dictionary<string, Severity> { ["*"] = Severity.Informational, ["AuthX"] = Severity.High };
        var policy = new SeverityPolicy(options);

        Assert.Equal(Severity.Critical, policy.SeverityOf("Line", "AuthorizationFailures-Low"));
        Assert.Equal(Severity.Medium, policy.SeverityOf("Line", "LoginFailures-Low"));
        Assert.Equal(Severity.Low, policy.SeverityOf("Line", "Disconnects-High"));
        Assert.Equal(Severity.Informational, policy.SeverityOf("Lab", "AuthorizationFailures-Low"));
        Assert.Equal(Severity.High, policy.SeverityOf("Lab", "AuthX"));
    }

    [Theory]
    [InlineData("(", "Severity:Patterns:0:Pattern")]
    [InlineData("", "Severity:Patterns:0:Pattern")]
    [InlineData("(a)\\1", "Severity:Patterns:0:Pattern")]
    public void A_pattern_that_means_nothing_or_needs_backtracking_is_refused_by_key(string pattern, string key)
    {
        var options = new SeverityOptions();
        options.Patterns.Add(new SeverityPattern { Pattern = pattern, Severity = Severity.High });

        var result = new SeverityOptionsValidator().Validate(null, options);

        Assert.True(result.Failed);
        Assert.Contains(result.Failures!, failure => failure.StartsWith(key, StringComparison.Ordinal));
    }

    [Fact]
    public void A_severity_of_none_is_refused()
    {
        var result = new SeverityOptionsValidator().Validate(null, new SeverityOptions { Default = Severity.None });

        Assert.Contains("Severity:Default must be", Assert.Single(result.Failures!), StringComparison.Ordinal);
    }
}
