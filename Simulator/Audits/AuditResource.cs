using System.Text.Json.Nodes;

using OrleansDefender.Simulator.Fleet;

namespace OrleansDefender.Simulator.Audits;

/// <summary>Identifiers of the resources that audits speak of.</summary>
internal static class AuditResource
{
    private const int CertificateIdLength = 64;

    private static readonly Dictionary<string, string> TypeOf = new()
    {
        ["deviceCertificateId"] = "DEVICE_CERTIFICATE",
        ["deviceCertificateArn"] = "DEVICE_CERTIFICATE",
        ["caCertificateId"] = "CA_CERTIFICATE",
        ["cognitoIdentityPoolId"] = "COGNITO_IDENTITY_POOL",
        ["clientId"] = "CLIENT_ID",
        ["policyVersionIdentifier"] = "IOT_POLICY",
        ["account"] = "ACCOUNT_SETTINGS",
        ["iamRoleArn"] = "IAM_ROLE",
        ["roleAliasArn"] = "ROLE_ALIAS",
        ["issuerCertificateIdentifier"] = "ISSUER_CERTIFICATE",
    };

    private static readonly Dictionary<string, string[]> PartsOf = new()
    {
        ["policyVersionIdentifier"] = ["policyName", "policyVersionId"],
        ["issuerCertificateIdentifier"] = ["issuerCertificateSubject", "issuerId", "issuerCertificateSerialNumber"],
    };

    /// <summary>A device certificate.</summary>
    public static JsonObject Certificate(string id) => new() { ["deviceCertificateId"] = id };

    /// <summary>A client id.</summary>
    public static JsonObject Client(string id) => new() { ["clientId"] = id };

    /// <summary>A version of a policy.</summary>
    public static JsonObject Policy(string name, string version) =>
        new() { ["policyVersionIdentifier"] = new JsonObject { ["policyName"] = name, ["policyVersionId"] = version } };

    /// <summary>The identifier's resource type; UNKNOWN for a kind that nobody knows yet.</summary>
    public static string TypeOfKind(JsonObject identifier) => TypeOf.GetValueOrDefault(identifier.First().Key, "UNKNOWN");

    /// <summary>The identifier as one text: equal for equal resources, in whatever order the members came.</summary>
    public static string Key(JsonObject identifier)
    {
        var (kind, value) = identifier.First();
        if (value is not JsonObject parts)
        {
            return identifier.ToJsonString(FleetCatalog.Json);
        }

        var ordered = new JsonObject();
        foreach (var (name, part) in parts.OrderBy(part => part.Key, StringComparer.Ordinal))
        {
            ordered[name] = part?.DeepClone();
        }

        return new JsonObject { [kind] = ordered }.ToJsonString(FleetCatalog.Json);
    }

    /// <summary>What is wrong with an identifier; <see langword="null"/> where nothing is. A kind that nobody knows yet may hold any text.</summary>
    /// <remarks>Exactly one member (developer guide; high), the lengths and patterns from the service model (high).</remarks>
    public static string? Problem(JsonNode? identifier)
    {
        if (identifier is not JsonObject { Count: 1 } members)
        {
            return "must be an object with exactly one member";
        }

        var (kind, value) = members.First();
        if (PartsOf.TryGetValue(kind, out var names))
        {
            return value is JsonObject { Count: > 0 } parts && parts.All(part => names.Contains(part.Key) && IsText(part.Value))
                ? null
                : $"{kind} must be an object of {string.Join(", ", names)}";
        }

        if (!IsText(value))
        {
            return $"{kind} must be a text that is not empty";
        }

        var text = value!.GetValue<string>();
        return kind switch
        {
            "deviceCertificateId" or "caCertificateId" when text.Length != CertificateIdLength || !text.All(char.IsAsciiHexDigit) =>
                $"{kind} must have {CertificateIdLength} hexadecimal digits",
            "account" when text.Length != 12 || !text.All(char.IsAsciiDigit) => "account must have twelve digits",
            _ => null,
        };
    }

    private static bool IsText(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 0;
}
