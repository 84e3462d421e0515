namespace OrleansDefender.Audits;

/// <summary>What is known of AWS's audit checks: their severity, which AWS fixes per check (AWS IoT Device Defender developer guide, the pages of the checks).</summary>
internal static class AuditChecks
{
    /// <summary>The check's severity; MEDIUM for one that is not known. Findings carry their own: this only orders imports.</summary>
    public static Severity SeverityOf(string check) => check switch
    {
        "DEVICE_CERTIFICATE_KEY_QUALITY_CHECK"
            or "DEVICE_CERTIFICATE_SHARED_CHECK"
            or "IOT_POLICY_OVERLY_PERMISSIVE_CHECK"
            or "IOT_ROLE_ALIAS_OVERLY_PERMISSIVE_CHECK"
            or "CA_CERTIFICATE_KEY_QUALITY_CHECK"
            or "REVOKED_CA_CERTIFICATE_STILL_ACTIVE_CHECK"
            or "INTERMEDIATE_CA_REVOKED_FOR_ACTIVE_DEVICE_CERTIFICATES_CHECK"
            or "UNAUTHENTICATED_COGNITO_ROLE_OVERLY_PERMISSIVE_CHECK"
            or "AUTHENTICATED_COGNITO_ROLE_OVERLY_PERMISSIVE_CHECK" => Severity.Critical,
        "CONFLICTING_CLIENT_IDS_CHECK" => Severity.High,
        "DEVICE_CERTIFICATE_AGE_CHECK" or "LOGGING_DISABLED_CHECK" => Severity.Low,
        _ => Severity.Medium,
    };
}
