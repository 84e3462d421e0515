namespace OrleansDefender.Audits;

/// <summary>What to do about a check's findings, in a sentence or two.</summary>
/// <remarks>The substance is that of the check's page in the AWS IoT Device Defender developer guide.</remarks>
internal static class AuditAdvice
{
    private const string Certificate = "then deactivate the old certificate: the next audit resolves this finding.";

    /// <summary>The advice; for checks that are not known a general one.</summary>
    public static string Of(string check) => check switch
    {
        "DEVICE_CERTIFICATE_EXPIRING_CHECK" => $"Provision a new certificate for the device and attach its policies and thing; {Certificate}",
        "DEVICE_CERTIFICATE_AGE_CHECK" => $"Rotate the certificate: provision a new one; {Certificate}",
        "DEVICE_CERTIFICATE_KEY_QUALITY_CHECK" => $"The private key can be guessed. Create a new key pair and certificate on the device without delay; {Certificate}",
        "REVOKED_DEVICE_CERTIFICATE_STILL_ACTIVE_CHECK" => "Its CA has revoked the certificate. Find out whether the device is compromised, and deactivate the certificate.",
        "DEVICE_CERTIFICATE_SHARED_CHECK" => "Several devices use one certificate at a time: its key may have been copied. Give each device a certificate of its own, then deactivate the shared one.",
        "CONFLICTING_CLIENT_IDS_CHECK" => "Several connections use one client id and cut each other off. Give each device a client id of its own, and bind client id and certificate in its policy.",
        "IOT_POLICY_OVERLY_PERMISSIVE_CHECK" => "Limit the policy's actions and resources to what a device needs, for example with thing policy variables, and make the new version the default.",
        "IOT_POLICY_POTENTIAL_MISCONFIGURATION_CHECK" => "The policy's wildcards may allow more than is meant. Check them against MQTT topic matching, and make a corrected version the default.",
        "IOT_ROLE_ALIAS_OVERLY_PERMISSIVE_CHECK" => "Limit the role behind the alias to the services and resources that devices need.",
        "IOT_ROLE_ALIAS_ALLOWS_ACCESS_TO_UNUSED_SERVICES_CHECK" => "Take access to services that no device has used for a year out of the role behind the alias.",
        "CA_CERTIFICATE_EXPIRING_CHECK" => "Register a new CA certificate, move the devices to certificates that it signs, and deactivate the old one.",
        "CA_CERTIFICATE_KEY_QUALITY_CHECK" => "The CA's key can be guessed: anyone may sign device certificates. Create a new CA, move the devices to it, and deactivate the old one.",
        "REVOKED_CA_CERTIFICATE_STILL_ACTIVE_CHECK" => "The CA certificate was revoked by its issuer. Deactivate it, and look at the device certificates that it signed.",
        "INTERMEDIATE_CA_REVOKED_FOR_ACTIVE_DEVICE_CERTIFICATES_CHECK" => "An intermediate CA was revoked. Give the devices below it certificates of another CA, and deactivate the old ones.",
        "UNAUTHENTICATED_COGNITO_ROLE_OVERLY_PERMISSIVE_CHECK" => "Anyone on the internet can take the role of this identity pool. Take away what it allows in AWS IoT beyond what guests need.",
        "AUTHENTICATED_COGNITO_ROLE_OVERLY_PERMISSIVE_CHECK" => "Limit what the role of this identity pool's signed-in users allows in AWS IoT to what they need.",
        "LOGGING_DISABLED_CHECK" => "Switch AWS IoT logging on, at least at the level WARN, so that what happens to the fleet can be looked into.",
        _ => "Look at the audit result in the AWS IoT console and mend the resource: the next audit that runs the check resolves this finding.",
    };
}
