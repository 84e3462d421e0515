namespace OrleansDefender.Simulator.Audits;

/// <summary>The audit checks (developer guide's pages of the checks; high).</summary>
internal static class AuditCatalog
{
    /// <summary>Certificates that expire soon, or have.</summary>
    public const string Expiring = "DEVICE_CERTIFICATE_EXPIRING_CHECK";

    /// <summary>Old certificates.</summary>
    public const string Age = "DEVICE_CERTIFICATE_AGE_CHECK";

    /// <summary>Weak keys.</summary>
    public const string KeyQuality = "DEVICE_CERTIFICATE_KEY_QUALITY_CHECK";

    /// <summary>Revoked certificates that are still active.</summary>
    public const string Revoked = "REVOKED_DEVICE_CERTIFICATE_STILL_ACTIVE_CHECK";

    /// <summary>Certificates that several devices use. Windowed.</summary>
    public const string Shared = "DEVICE_CERTIFICATE_SHARED_CHECK";

    /// <summary>Client ids that several connections use. Windowed.</summary>
    public const string ClientIds = "CONFLICTING_CLIENT_IDS_CHECK";

    /// <summary>Policies that allow too much.</summary>
    public const string Policy = "IOT_POLICY_OVERLY_PERMISSIVE_CHECK";

    /// <summary>Policies that probably do not say what was meant.</summary>
    public const string PolicyMistake = "IOT_POLICY_POTENTIAL_MISCONFIGURATION_CHECK";

    /// <summary>Role aliases that allow too much.</summary>
    public const string RoleAlias = "IOT_ROLE_ALIAS_OVERLY_PERMISSIVE_CHECK";

    /// <summary>CA certificates that expire soon, or have.</summary>
    public const string CaExpiring = "CA_CERTIFICATE_EXPIRING_CHECK";

    /// <summary>Revoked intermediate CAs of active certificates.</summary>
    public const string IntermediateCa = "INTERMEDIATE_CA_REVOKED_FOR_ACTIVE_DEVICE_CERTIFICATES_CHECK";

    /// <summary>Logging is off.</summary>
    public const string Logging = "LOGGING_DISABLED_CHECK";

    private const string Critical = "CRITICAL";
    private const string High = "HIGH";
    private const string Medium = "MEDIUM";
    private const string Low = "LOW";

    private static readonly (string Code, string Text)[] Expiry =
    [
        ("CERTIFICATE_APPROACHING_EXPIRATION", "Certificate is approaching its expiration."),
        ("CERTIFICATE_PAST_EXPIRATION", "Certificate is past its expiration."),
    ];

    private static readonly (string Code, string Text)[] WeakKey =
    [
        ("CERTIFICATE_KEY_VULNERABILITY_CVE-2017-15361", "Certificate key is vulnerable: CVE-2017-15361."),
        ("CERTIFICATE_KEY_VULNERABILITY_CVE-2008-0166", "Certificate key is vulnerable: CVE-2008-0166."),
    ];

    private static readonly (string Code, string Text)[] RevokedByIssuer = [("CERTIFICATE_REVOKED_BY_ISSUER", "Certificate was revoked by its issuer.")];

    private static readonly Dictionary<string, AuditCheck> ByName = new AuditCheck[]
    {
        new(Expiring, Medium, "DEVICE_CERTIFICATE", Expiry),
        new(Age, Low, "DEVICE_CERTIFICATE", [("CERTIFICATE_PAST_AGE_THRESHOLD", "Certificate is older than the configured threshold.")]),
        new(KeyQuality, Critical, "DEVICE_CERTIFICATE", WeakKey),
        new(Revoked, Medium, "DEVICE_CERTIFICATE", RevokedByIssuer),
        new(Shared, Critical, "DEVICE_CERTIFICATE", [("CERTIFICATE_SHARED_BY_MULTIPLE_DEVICES", "Certificate shared by one or more devices.")], IsWindowed: true),
        new(ClientIds, High, "CLIENT_ID", [("DUPLICATE_CLIENT_ID_ACROSS_CONNECTIONS", "Client ID used by more than one connection.")], IsWindowed: true),
        new(
            Policy,
            Critical,
            "IOT_POLICY",
            [("ALLOWS_BROAD_ACCESS_TO_IOT_DATA_PLANE_ACTIONS", "Policy allows broad access to IoT data plane actions: [iot:Connect].")]),
        new(
            PolicyMistake,
            Medium,
            "IOT_POLICY",
            [
                ("POLICY_CONTAINS_MQTT_WILDCARDS_IN_DENY_STATEMENT", "Policy has MQTT wildcards in a Deny statement."),
                ("TOPIC_FILTERS_INTENDED_TO_DENY_ALLOWED_USING_WILDCARDS", "Topic filters that are meant to be denied can be reached by wildcards."),
            ]),
        new(RoleAlias, Critical, "ROLE_ALIAS", [("ALLOWS_BROAD_ACCESS_TO_USED_SERVICES", "Role allows broad access to used services.")]),
        new(
            "IOT_ROLE_ALIAS_ALLOWS_ACCESS_TO_UNUSED_SERVICES_CHECK",
            Medium,
            "ROLE_ALIAS",
            [("ALLOWS_ACCESS_TO_UNUSED_SERVICES", "Role allows access to services that are not used.")]),
        new(CaExpiring, Medium, "CA_CERTIFICATE", Expiry),
        new("CA_CERTIFICATE_KEY_QUALITY_CHECK", Critical, "CA_CERTIFICATE", WeakKey),
        new("REVOKED_CA_CERTIFICATE_STILL_ACTIVE_CHECK", Critical, "CA_CERTIFICATE", RevokedByIssuer),
        new(IntermediateCa, Critical, "ISSUER_CERTIFICATE", [("INTERMEDIATE_CA_REVOKED_BY_ISSUER", "Intermediate CA was revoked by its issuer.")]),
        new(
            "UNAUTHENTICATED_COGNITO_ROLE_OVERLY_PERMISSIVE_CHECK",
            Critical,
            "COGNITO_IDENTITY_POOL",
            [("ALLOWS_ACCESS_TO_IOT_ADMIN_ACTIONS", "Role allows access to IoT admin actions.")]),
        new(
            "AUTHENTICATED_COGNITO_ROLE_OVERLY_PERMISSIVE_CHECK",
            Critical,
            "COGNITO_IDENTITY_POOL",
            [("ALLOWS_ACCESS_TO_IOT_THING_ADMIN_WRITE_ACTIONS", "Role allows access to IoT thing admin write actions.")]),
        new(Logging, Low, "ACCOUNT_SETTINGS", [("LOGGING_DISABLED", "Logging is disabled.")]),
    }.ToDictionary(check => check.Name);

    /// <summary>The check of a name. One that nobody knows yet is MEDIUM and has no reasons: new checks appear over time.</summary>
    public static AuditCheck FindOrMake(string name) => ByName.TryGetValue(name, out var check) ? check : new AuditCheck(name, Medium, "UNKNOWN", []);
}
