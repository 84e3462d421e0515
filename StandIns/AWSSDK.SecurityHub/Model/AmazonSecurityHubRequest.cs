using Amazon.Runtime;

namespace Amazon.SecurityHub.Model;

/// <summary>The base of every request to AWS Security Hub.</summary>
public partial class AmazonSecurityHubRequest : AmazonWebServiceRequest
{
}
