namespace Amazon.IoT.Model;

/// <summary>Which resource an audit speaks of: one member is set.</summary>
public partial class ResourceIdentifier
{
    /// <summary>The account, for its settings.</summary>
    public string Account { get; set; }

    /// <summary>A CA certificate.</summary>
    public string CaCertificateId { get; set; }

    /// <summary>An MQTT client id.</summary>
    public string ClientId { get; set; }

    /// <summary>A Cognito identity pool.</summary>
    public string CognitoIdentityPoolId { get; set; }

    /// <summary>A device certificate by its ARN.</summary>
    public string DeviceCertificateArn { get; set; }

    /// <summary>A device certificate by its identifier.</summary>
    public string DeviceCertificateId { get; set; }

    /// <summary>An IAM role.</summary>
    public string IamRoleArn { get; set; }

    /// <summary>A certificate that issued device certificates.</summary>
    public IssuerCertificateIdentifier IssuerCertificateIdentifier { get; set; }

    /// <summary>A version of a policy.</summary>
    public PolicyVersionIdentifier PolicyVersionIdentifier { get; set; }

    /// <summary>A role alias.</summary>
    public string RoleAliasArn { get; set; }
}
