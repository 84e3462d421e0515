using OrleansDefender.Simulator;

namespace OrleansDefender.Tests.Aws.Boto3;

/// <summary>One run of <c>hub_rules_switched.py</c> against a simulator of which the rules of medium confidence are off.</summary>
public sealed class SecurityHubSwitchedRulesRun() : Boto3RulesRun("hub_rules_switched.py", options => options.Rules = new SimulatorRules
{
    StaleImportIsSilent = false,
    StrictFindingIds = false,
    InvalidFindingFailsAlone = false,
    StrictTypes = false,
    ContainsInFilters = false,
    UnknownMembersAreRefused = false,
    StrictResourceLengths = false,
    TokenBelongsToQuery = false,
});
