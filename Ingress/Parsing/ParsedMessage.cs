namespace OrleansDefender.Ingress.Parsing;

/// <summary>
/// What a body of the events queue is: a Detect event, the end of an audit run, what somebody did in AWS IoT as CloudTrail tells, an
/// <see cref="IgnoredMessage"/> or an <see cref="UnreadableMessage"/>.
/// </summary>
internal abstract record ParsedMessage
{
    /// <summary>The time of what it tells, where it must not lie in the future; absent where the thing judges that, or where there is none.</summary>
    public virtual DateTimeOffset? SpokenAt => null;
}
