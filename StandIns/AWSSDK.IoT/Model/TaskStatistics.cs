namespace Amazon.IoT.Model;

/// <summary>How many checks of an audit are how far.</summary>
public partial class TaskStatistics
{
    /// <summary>Those that were canceled.</summary>
    public int? CanceledChecks { get; set; }

    /// <summary>Those that found nothing, or only what is suppressed.</summary>
    public int? CompliantChecks { get; set; }

    /// <summary>Those that failed.</summary>
    public int? FailedChecks { get; set; }

    /// <summary>Those that run.</summary>
    public int? InProgressChecks { get; set; }

    /// <summary>Those that found resources that do not comply.</summary>
    public int? NonCompliantChecks { get; set; }

    /// <summary>All.</summary>
    public int? TotalChecks { get; set; }

    /// <summary>Those that wait for data that they check.</summary>
    public int? WaitingForDataCollectionChecks { get; set; }
}
