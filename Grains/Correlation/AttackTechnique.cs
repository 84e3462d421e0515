namespace OrleansDefender.Correlation;

/// <summary>A technique of MITRE ATT&amp;CK for ICS (v18.1) that a deviation suggests.</summary>
/// <param name="Id">For example <c>T0859</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="TacticId">The one tactic that it is counted under here, for example <c>TA0109</c>.</param>
/// <param name="TacticName">The tactic's name.</param>
/// <param name="IsMedium">Whether the mapping is of medium confidence; a low one is shown, and is no evidence.</param>
/// <param name="IsObserved">Whether something was seen happening; an audit only shows exposure, which is no evidence of a tactic.</param>
internal sealed record AttackTechnique(string Id, string Name, string TacticId, string TacticName, bool IsMedium, bool IsObserved);
