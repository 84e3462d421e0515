namespace OrleansDefender.Tests.Aws.Boto3;

/// <summary>One run of <c>audit_rules.py</c> against a simulator of its own, in which no story is told.</summary>
public sealed class AuditRulesRun() : Boto3RulesRun("audit_rules.py");
