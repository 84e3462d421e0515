namespace OrleansDefender;

/// <summary>A severity, in the order and with the names of Security Hub's labels.</summary>
/// <remarks>Stored and sent by number: never renumber.</remarks>
[GenerateSerializer, Alias("OrleansDefender.Severity")]
public enum Severity
{
    /// <summary>Nothing is open: a thing that needs no attention.</summary>
    None = 0,

    /// <summary>INFORMATIONAL.</summary>
    Informational = 1,

    /// <summary>LOW.</summary>
    Low = 2,

    /// <summary>MEDIUM.</summary>
    Medium = 3,

    /// <summary>HIGH.</summary>
    High = 4,

    /// <summary>CRITICAL.</summary>
    Critical = 5,
}
