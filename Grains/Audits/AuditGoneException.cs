namespace OrleansDefender.Audits;

/// <summary>AWS IoT no longer has an audit's findings, or refuses to list them for good.</summary>
public sealed class AuditGoneException : Exception
{
    /// <summary>An error without a message.</summary>
    public AuditGoneException()
    {
    }

    /// <summary>An error with a message for people.</summary>
    public AuditGoneException(string message)
        : base(message)
    {
    }

    /// <summary>An error with a message for people, and its cause.</summary>
    public AuditGoneException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
