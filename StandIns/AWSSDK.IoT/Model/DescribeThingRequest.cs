using OrleansDefender.StandIns;

namespace Amazon.IoT.Model;

/// <summary>Asks for one thing of the registry.</summary>
public partial class DescribeThingRequest : AmazonIoTRequest
{
    /// <summary>The thing. Required.</summary>
    [HttpLabel("thingName")]
    public string ThingName { get; set; }
}
