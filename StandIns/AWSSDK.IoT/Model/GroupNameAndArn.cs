namespace Amazon.IoT.Model;

/// <summary>A group by name and ARN.</summary>
public partial class GroupNameAndArn
{
    /// <summary>The ARN.</summary>
    public string GroupArn { get; set; }

    /// <summary>The name.</summary>
    public string GroupName { get; set; }
}
