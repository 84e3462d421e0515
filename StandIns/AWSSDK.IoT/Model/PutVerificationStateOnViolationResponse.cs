using Amazon.Runtime;

namespace Amazon.IoT.Model;

/// <summary>The answer to a recorded verification; it holds nothing.</summary>
public partial class PutVerificationStateOnViolationResponse : AmazonWebServiceResponse
{
}
