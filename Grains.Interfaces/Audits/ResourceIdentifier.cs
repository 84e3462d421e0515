namespace OrleansDefender.Audits;

/// <summary>A resource as AWS IoT names it within an account and Region. Equal identifiers are the same resource, whoever wrote them.</summary>
/// <param name="Kind">One of <see cref="ResourceKinds"/>, or a kind that is not known yet.</param>
/// <param name="Id">The identifier in full.</param>
[GenerateSerializer, Immutable, Alias("OrleansDefender.Audits.ResourceIdentifier")]
public sealed record ResourceIdentifier([property: Id(0)] string Kind, [property: Id(1)] string Id)
{
    /// <summary>A device certificate by its id.</summary>
    public static ResourceIdentifier DeviceCertificate(string id) => new(ResourceKinds.DeviceCertificate, id);

    /// <summary>A device certificate by its ARN, <c>…:cert/ID</c>.</summary>
    public static ResourceIdentifier DeviceCertificateArn(string arn)
    {
        ArgumentNullException.ThrowIfNull(arn);
        return new(ResourceKinds.DeviceCertificate, arn[(arn.LastIndexOf('/') + 1)..]);
    }

    /// <summary>A version of a policy.</summary>
    public static ResourceIdentifier Policy(string name, string? version) =>
        new(ResourceKinds.Policy, string.IsNullOrEmpty(version) ? name : $"{name}:{version}");

    /// <summary>An issuer of certificates; each of the three parts may be missing.</summary>
    public static ResourceIdentifier Issuer(string? subject, string? issuerId, string? serialNumber) =>
        new(ResourceKinds.IssuerCertificate, $"{serialNumber};{issuerId};{subject}");

    /// <summary>A resource named by a member of <c>resourceIdentifier</c> that is one text; members that are not known yet give a kind of their own.</summary>
    /// <param name="member">The member's name in AWS IoT's API, for example <c>caCertificateId</c>.</param>
    /// <param name="value">Its value.</param>
    public static ResourceIdentifier OfMember(string member, string value)
    {
        ArgumentNullException.ThrowIfNull(member);
        return member switch
        {
            "deviceCertificateId" => DeviceCertificate(value),
            "deviceCertificateArn" => DeviceCertificateArn(value),
            "caCertificateId" => new(ResourceKinds.CaCertificate, value),
            "cognitoIdentityPoolId" => new(ResourceKinds.CognitoIdentityPool, value),
            "clientId" => new(ResourceKinds.ClientId, value),
            "account" => new(ResourceKinds.Account, value),
            "iamRoleArn" => new(ResourceKinds.IamRole, value),
            "roleAliasArn" => new(ResourceKinds.RoleAlias, value),
            _ => new(Kebab(member), value),
        };
    }

    private static string Kebab(string member) => string.Concat(member.Select(static (character, index) =>
        char.IsAsciiLetterUpper(character) ? (index > 0 ? "-" : string.Empty) + char.ToLowerInvariant(character)
        : char.IsAsciiLetterOrDigit(character) ? character.ToString()
        : "-"));
}
