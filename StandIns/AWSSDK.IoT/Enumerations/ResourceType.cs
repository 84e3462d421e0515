using Amazon.Runtime;

namespace Amazon.IoT;

/// <summary>What kind of resource an audit found.</summary>
public class ResourceType : ConstantClass
{
    /// <summary>The account's settings.</summary>
    public static readonly ResourceType ACCOUNT_SETTINGS = new("ACCOUNT_SETTINGS");

    /// <summary>A CA certificate.</summary>
    public static readonly ResourceType CA_CERTIFICATE = new("CA_CERTIFICATE");

    /// <summary>An MQTT client id.</summary>
    public static readonly ResourceType CLIENT_ID = new("CLIENT_ID");

    /// <summary>A Cognito identity pool.</summary>
    public static readonly ResourceType COGNITO_IDENTITY_POOL = new("COGNITO_IDENTITY_POOL");

    /// <summary>A device certificate.</summary>
    public static readonly ResourceType DEVICE_CERTIFICATE = new("DEVICE_CERTIFICATE");

    /// <summary>An IAM role.</summary>
    public static readonly ResourceType IAM_ROLE = new("IAM_ROLE");

    /// <summary>A version of a policy.</summary>
    public static readonly ResourceType IOT_POLICY = new("IOT_POLICY");

    /// <summary>A certificate that issued device certificates, such as an intermediate CA.</summary>
    public static readonly ResourceType ISSUER_CERTIFICATE = new("ISSUER_CERTIFICATE");

    /// <summary>A role alias.</summary>
    public static readonly ResourceType ROLE_ALIAS = new("ROLE_ALIAS");

    /// <summary>Makes a value that has no constant here, such as one newer than this code.</summary>
    /// <param name="value">The value on the wire.</param>
    public ResourceType(string value)
        : base(value)
    {
    }

    /// <summary>The constant of a value, or a new one where there is none.</summary>
    /// <param name="value">The value on the wire.</param>
    public static ResourceType FindValue(string value) => FindValue<ResourceType>(value);

    /// <summary>Reads text as a value.</summary>
    /// <param name="value">The value on the wire.</param>
    public static implicit operator ResourceType(string value) => FindValue(value);
}
