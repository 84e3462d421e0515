using Amazon.Runtime;

namespace Amazon.IoT.Model;

/// <summary>The base of every request to AWS IoT.</summary>
public partial class AmazonIoTRequest : AmazonWebServiceRequest
{
}
