namespace OrleansDefender.Tests.Aws.Boto3;

/// <summary>One run of <c>sqs_rules.py</c> against a simulator of its own.</summary>
public sealed class SqsRulesRun() : Boto3RulesRun("sqs_rules.py");
