namespace OrleansDefender.Fleet;

/// <summary>The kinds of grains on the due list.</summary>
/// <remarks>Stored by number: never renumber.</remarks>
public enum DueKind
{
    /// <summary>A resource with a suppression that ends, or findings to refresh.</summary>
    Resource = 1,

    /// <summary>The import of an audit run.</summary>
    AuditTask = 2,

    /// <summary>The reconciler of an account and Region.</summary>
    Reconciler = 3,

    /// <summary>The silences of an account and Region, of which one was ended early.</summary>
    Silence = 4,

    /// <summary>A group of a rule across things: an incident that steps down, closes, or is told of anew.</summary>
    Correlation = 5,
}
