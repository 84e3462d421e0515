using OrleansDefender.StandIns;

namespace Amazon.IoT.Model;

/// <summary>Records what an analyst says of a violation.</summary>
public partial class PutVerificationStateOnViolationRequest : AmazonIoTRequest
{
    /// <summary>What the analyst says. Required.</summary>
    public VerificationState VerificationState { get; set; }

    /// <summary>The reason, at most 1000 characters, none of them a control character.</summary>
    public string VerificationStateDescription { get; set; }

    /// <summary>The identifier of the episode. Required.</summary>
    [HttpLabel("violationId")]
    public string ViolationId { get; set; }
}
