using System.Collections.Immutable;

using OrleansDefender.Findings;

namespace OrleansDefender.Audits;

/// <summary>Resources of audits as ASFF names them: ASFF has no IoT types, so that all but IAM roles and the account are of type <c>Other</c>.</summary>
internal static class AuditResources
{
    /// <summary>The resource with its ARN where it has one.</summary>
    public static FindingResource Of(
        AccountRegion scope, ResourceIdentifier resource, string? resourceType, ImmutableSortedDictionary<string, string> info)
    {
        var partition = AwsPartition.Of(scope.Region).Name;
        var (type, id) = resource.Kind switch
        {
            ResourceKinds.DeviceCertificate => ("Other", Iot("cert", resource.Id)),
            ResourceKinds.CaCertificate => ("Other", Iot("cacert", resource.Id)),
            ResourceKinds.Policy => ("Other", Iot("policy", PolicyName(resource.Id))),
            ResourceKinds.ClientId => ("Other", Iot("client", resource.Id)),
            ResourceKinds.CognitoIdentityPool => ("Other", $"arn:{partition}:cognito-identity:{scope.Region}:{scope.Account}:identitypool/{resource.Id}"),
            ResourceKinds.IamRole => ("AwsIamRole", resource.Id),
            ResourceKinds.Account => ("AwsAccount", $"AWS::::Account:{resource.Id}"),
            _ => ("Other", resource.Id),
        };
        return new FindingResource
        {
            Type = type,
            Id = AsffText.Fit(id, AsffLimits.ResourceId),
            Partition = partition,
            Region = scope.Region,
            Details = Details(scope, resource, resourceType, info),
        };

        string Iot(string kind, string name) => $"arn:{partition}:iot:{scope.Region}:{scope.Account}:{kind}/{name}";
    }

    /// <summary>What kind of thing the resource is, in words.</summary>
    public static string Noun(ResourceIdentifier resource, string? resourceType) => resource.Kind switch
    {
        ResourceKinds.DeviceCertificate => "Device certificate",
        ResourceKinds.CaCertificate => "CA certificate",
        ResourceKinds.Policy => "Policy version",
        ResourceKinds.ClientId => "Client id",
        ResourceKinds.CognitoIdentityPool => "Cognito identity pool",
        ResourceKinds.IamRole => "IAM role",
        ResourceKinds.RoleAlias => "Role alias",
        ResourceKinds.Account => "Account",
        ResourceKinds.IssuerCertificate => "Issuer certificate",
        _ => resourceType is { Length: > 0 } type ? type : "Resource",
    };

    /// <summary>The resource's page in the console, where one is known.</summary>
    public static string? ConsolePage(AccountRegion scope, ResourceIdentifier resource)
    {
        var fragment = resource.Kind switch
        {
            ResourceKinds.Policy => $"#/policy/{Uri.EscapeDataString(PolicyName(resource.Id))}",
            ResourceKinds.DeviceCertificate => $"#/certificate/{Uri.EscapeDataString(resource.Id)}",
            ResourceKinds.ClientId => $"#/thing/{Uri.EscapeDataString(resource.Id)}",
            _ => null,
        };
        return fragment is null ? null : AwsPartition.Of(scope.Region).IotConsole(scope.Region, fragment);
    }

    private static ImmutableSortedDictionary<string, string> Details(
        AccountRegion scope, ResourceIdentifier resource, string? resourceType, ImmutableSortedDictionary<string, string> info)
    {
        var details = FindingPairs.Of(
            AsffLimits.DetailsOtherPairs,
            AsffLimits.DetailsOtherValue,
            ("Account", scope.Account),
            ("Region", scope.Region),
            ("ResourceKind", resource.Kind),
            ("ResourceIdentifier", resource.Id),
            ("ResourceType", resourceType),
            ("PolicyVersionId", resource.Kind == ResourceKinds.Policy && PolicyName(resource.Id) is var name && name.Length < resource.Id.Length ? resource.Id[(name.Length + 1)..] : null)).ToBuilder();
        foreach (var (key, value) in info)
        {
            if (details.Count < AsffLimits.DetailsOtherPairs && key.Length is > 0 and <= AsffLimits.PairKey && value.Length > 0)
            {
                details.TryAdd(key, AsffText.Fit(value, AsffLimits.DetailsOtherValue));
            }
        }

        return details.ToImmutable();
    }

    // A policy's name has no colon (AWS IoT's pattern of policy names).
    private static string PolicyName(string id) => id.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon ? id[..colon] : id;
}
