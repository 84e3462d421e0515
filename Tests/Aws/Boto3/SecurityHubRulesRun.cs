namespace OrleansDefender.Tests.Aws.Boto3;

/// <summary>One run of <c>hub_rules.py</c> against a simulator of its own.</summary>
public sealed class SecurityHubRulesRun() : Boto3RulesRun("hub_rules.py");
