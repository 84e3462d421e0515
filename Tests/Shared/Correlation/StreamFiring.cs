namespace OrleansDefender.Tests.Shared.Correlation;

/// <summary>Runs the engine, or a changed copy of it: the parameters and the result are those of <see cref="EngineRun.Fire"/>.</summary>
internal delegate HashSet<(string Rule, string Group, long TimeMs, string Level)> StreamFiring(
    OrleansDefender.Correlation.Rules.RuleSet rules,
    Func<OrleansDefender.Correlation.Rules.CorrelationRule, bool> filter,
    IEnumerable<IReadOnlyList<OrleansDefender.Correlation.Signal>> batches,
    AccountRegion scope,
    long latenessMs);
