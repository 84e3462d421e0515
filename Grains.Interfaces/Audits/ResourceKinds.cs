namespace OrleansDefender.Audits;

/// <summary>The kinds of resources that audit checks of today speak of, named after the member of AWS IoT's <c>resourceIdentifier</c> that holds the identifier.</summary>
public static class ResourceKinds
{
    /// <summary>A device certificate: <c>deviceCertificateId</c>, or the last part of <c>deviceCertificateArn</c>.</summary>
    public const string DeviceCertificate = "device-certificate";

    /// <summary>A CA certificate: <c>caCertificateId</c>.</summary>
    public const string CaCertificate = "ca-certificate";

    /// <summary>A Cognito identity pool: <c>cognitoIdentityPoolId</c>.</summary>
    public const string CognitoIdentityPool = "cognito-identity-pool";

    /// <summary>An MQTT client id: <c>clientId</c>.</summary>
    public const string ClientId = "client-id";

    /// <summary>A version of a policy: <c>policyVersionIdentifier</c>, as <c>name:version</c>.</summary>
    public const string Policy = "policy";

    /// <summary>The account's settings: <c>account</c>.</summary>
    public const string Account = "account";

    /// <summary>An IAM role: <c>iamRoleArn</c>.</summary>
    public const string IamRole = "iam-role";

    /// <summary>A role alias: <c>roleAliasArn</c>.</summary>
    public const string RoleAlias = "role-alias";

    /// <summary>An issuer of certificates, an intermediate CA: <c>issuerCertificateIdentifier</c>, as <c>serial;issuer id;subject</c>.</summary>
    public const string IssuerCertificate = "issuer-certificate";
}
