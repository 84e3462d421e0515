namespace OrleansDefender.Tests.Aws.Boto3;

/// <summary>One run of <c>iot_rules.py</c> against a simulator of its own, in which no story is told.</summary>
public sealed class IotRulesRun() : Boto3RulesRun("iot_rules.py");
