namespace Amazon.SecurityHub.Model;

/// <summary>The outcome of a control.</summary>
public partial class Compliance
{
    /// <summary>The standards in which the control is switched on.</summary>
    public List<AssociatedStandard> AssociatedStandards { get; set; } = AWSConfigs.InitializeCollections ? new List<AssociatedStandard>() : null;

    /// <summary>The requirements of standards it speaks to.</summary>
    public List<string> RelatedRequirements { get; set; } = AWSConfigs.InitializeCollections ? new List<string>() : null;

    /// <summary>The control's identifier, across standards.</summary>
    public string SecurityControlId { get; set; }

    /// <summary>The parameters it ran with.</summary>
    public List<SecurityControlParameter> SecurityControlParameters { get; set; } = AWSConfigs.InitializeCollections ? new List<SecurityControlParameter>() : null;

    /// <summary>The outcome.</summary>
    public ComplianceStatus Status { get; set; }

    /// <summary>What lies behind the outcome.</summary>
    public List<StatusReason> StatusReasons { get; set; } = AWSConfigs.InitializeCollections ? new List<StatusReason>() : null;
}
