namespace OrleansDefender.Simulator.Fleet;

/// <summary>The account and Region that the fleet lives in, and the ARNs that follow from it.</summary>
internal sealed record FleetPlace(string Account, string Region)
{
    /// <summary>The topic that Device Defender sends the fleet's alarms to.</summary>
    public const string TopicName = "iot-defender-detect";

    /// <summary>The partition that the Region belongs to.</summary>
    public string Partition { get; } = Region switch
    {
        _ when Region.StartsWith("cn-", StringComparison.Ordinal) => "aws-cn",
        _ when Region.StartsWith("us-gov-", StringComparison.Ordinal) => "aws-us-gov",
        _ => "aws",
    };

    /// <summary>The place's key in the database.</summary>
    public string Key { get; } = $"{Account}/{Region}";

    /// <summary>The ARN of an SNS topic.</summary>
    public string SnsArn(string topic) => $"arn:{Partition}:sns:{Region}:{Account}:{topic}";

    /// <summary>The ARN of an IAM resource, for instance <c>role/PumpUpload</c>.</summary>
    public string IamArn(string resource) => $"arn:{Partition}:iam::{Account}:{resource}";

    /// <summary>The domain of the Region's endpoints.</summary>
    public string Domain => Partition == "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";

    /// <summary>The ARN of an IoT resource, for instance <c>thing/pump-0001</c>.</summary>
    public string IotArn(string resource) => $"arn:{Partition}:iot:{Region}:{Account}:{resource}";
}
