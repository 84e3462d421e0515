using Amazon.Runtime;

namespace Amazon.IoT.Model;

/// <summary>A thing as the registry knows it.</summary>
public partial class DescribeThingResponse : AmazonWebServiceResponse
{
    /// <summary>Its attributes.</summary>
    public Dictionary<string, string> Attributes { get; set; } = AWSConfigs.InitializeCollections ? new Dictionary<string, string>() : null;

    /// <summary>The billing group it is in.</summary>
    public string BillingGroupName { get; set; }

    /// <summary>The client id it connects with by default.</summary>
    public string DefaultClientId { get; set; }

    /// <summary>Its ARN.</summary>
    public string ThingArn { get; set; }

    /// <summary>Its generated identifier, which no later thing of that name has.</summary>
    public string ThingId { get; set; }

    /// <summary>Its name.</summary>
    public string ThingName { get; set; }

    /// <summary>Its type.</summary>
    public string ThingTypeName { get; set; }

    /// <summary>The version of its registry record; each change counts one up.</summary>
    public long? Version { get; set; }
}
