namespace OrleansDefender.Correlation.Groups;

/// <summary>An open fleet incident, which stands for its members: they open no incidents of their own.</summary>
/// <param name="Incident">The group of the incident.</param>
/// <param name="Group">The values of the rule's group-by fields, joined by U+001F.</param>
/// <param name="FiredAt">The firing that opened it.</param>
/// <param name="Severity">Its severity.</param>
/// <param name="Title">Its title.</param>
internal sealed record Inhibition(CorrelationKey Incident, string Group, DateTimeOffset FiredAt, Severity Severity, string Title)
{
    /// <summary>The rule.</summary>
    public string RuleId => Incident.RuleId;
}
