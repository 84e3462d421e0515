namespace OrleansDefender.Correlation;

/// <summary>Maps metrics, events and checks to ATT&amp;CK for ICS. Device Defender sees deviation, not technique: no mapping is certain.</summary>
internal static class AttackMapping
{
    private static readonly AttackTechnique ValidAccounts = Observed("T0859", "Valid Accounts", "TA0109", "Lateral Movement", isMedium: true);
    private static readonly AttackTechnique UnauthorizedCommand = Observed("T0855", "Unauthorized Command Message", "TA0106", "Impair Process Control", isMedium: true);
    private static readonly AttackTechnique DenialOfService = Observed("T0814", "Denial of Service", "TA0107", "Inhibit Response Function", isMedium: false);
    private static readonly AttackTechnique Restart = Observed("T0816", "Device Restart/Shutdown", "TA0107", "Inhibit Response Function", isMedium: false);
    private static readonly AttackTechnique BlockReporting = Observed("T0804", "Block Reporting Message", "TA0107", "Inhibit Response Function", isMedium: false);
    private static readonly AttackTechnique SpoofReporting = Observed("T0856", "Spoof Reporting Message", "TA0103", "Evasion", isMedium: false);
    private static readonly AttackTechnique BlockCommand = Observed("T0803", "Block Command Message", "TA0107", "Inhibit Response Function", isMedium: false);
    private static readonly AttackTechnique CommandLow = UnauthorizedCommand with { IsMedium = false };
    private static readonly AttackTechnique Protocol = Observed("T0869", "Standard Application Layer Protocol", "TA0101", "Command and Control", isMedium: true);
    private static readonly AttackTechnique Theft = Observed("T0882", "Theft of Operational Information", "TA0105", "Impact", isMedium: true);
    private static readonly AttackTechnique ToolTransfer = Observed("T0867", "Lateral Tool Transfer", "TA0109", "Lateral Movement", isMedium: false);
    private static readonly AttackTechnique Discovery = Observed("T0846", "Remote System Discovery", "TA0102", "Discovery", isMedium: false);
    private static readonly AttackTechnique RemoteServices = Observed("T0886", "Remote Services", "TA0108", "Initial Access", isMedium: true);
    private static readonly AttackTechnique Masquerading = new("T0849", "Masquerading", "TA0103", "Evasion", IsMedium: true, IsObserved: false);
    private static readonly AttackTechnique ExecutionThroughApi = new("T0871", "Execution through API", "TA0104", "Execution", IsMedium: false, IsObserved: false);

    private static readonly Dictionary<string, AttackTechnique> Known = new[]
    {
        ValidAccounts, UnauthorizedCommand, DenialOfService, Restart, BlockReporting, SpoofReporting, BlockCommand, Protocol, Theft, ToolTransfer, Discovery,
        RemoteServices, Masquerading, ExecutionThroughApi,
    }.ToDictionary(static technique => technique.Id, StringComparer.Ordinal);

    /// <summary>A technique by its id, for example <c>T0859</c>; absent where it is none of those used here.</summary>
    public static AttackTechnique? ById(string id) => Known.GetValueOrDefault(id);

    /// <summary>What a signal suggests; absent where nothing is known.</summary>
    public static AttackTechnique? Of(Signal signal) => signal.Category switch
    {
        SignalCategory.Detect => OfDetect(signal),
        SignalCategory.Audit => OfCheck(signal.Check),
        _ => null,
    };

    private static AttackTechnique? OfDetect(Signal signal)
    {
        if (signal.EventType == SignalEvents.Invalidated)
        {
            return BlockReporting;
        }

        var isAbove = signal.Criteria?.StartsWith("less-than", StringComparison.Ordinal) == true;
        var isBelow = signal.Criteria?.StartsWith("greater-than", StringComparison.Ordinal) == true;
        return signal.Metric switch
        {
            // With a dimension only some topics are watched: those that somebody cares about are the ones for commands.
            "aws:num-authorization-failures" => signal.Dimension is null ? ValidAccounts : UnauthorizedCommand,
            "aws:source-ip-address" => ValidAccounts,
            "aws:num-connection-attempts" when isAbove => DenialOfService,
            "aws:num-disconnects" when isAbove => Restart,
            "aws:disconnect-duration" => BlockReporting,
            "aws:num-messages-sent" when isBelow => BlockReporting,
            "aws:num-messages-sent" when isAbove => SpoofReporting,
            "aws:num-messages-received" when isBelow => BlockCommand,
            "aws:num-messages-received" when isAbove => CommandLow,
            "aws:message-byte-size" when isAbove => Protocol with { IsMedium = false },
            "aws:all-bytes-out" or "aws:all-packets-out" when isAbove => Theft,
            "aws:all-bytes-in" or "aws:all-packets-in" when isAbove => ToolTransfer,
            "aws:num-established-tcp-connections" when isAbove => Discovery,
            "aws:destination-ip-addresses" => Protocol,
            "aws:listening-tcp-ports" or "aws:listening-udp-ports" => RemoteServices,
            "aws:num-listening-tcp-ports" or "aws:num-listening-udp-ports" when isAbove => RemoteServices with { IsMedium = false },
            _ => null,
        };
    }

    private static AttackTechnique? OfCheck(string? check) => check switch
    {
        "DEVICE_CERTIFICATE_SHARED_CHECK" or "DEVICE_CERTIFICATE_KEY_QUALITY_CHECK" or "REVOKED_DEVICE_CERTIFICATE_STILL_ACTIVE_CHECK" =>
            ValidAccounts with { IsObserved = false },
        "CONFLICTING_CLIENT_IDS_CHECK" => Masquerading,
        "CA_CERTIFICATE_KEY_QUALITY_CHECK" or "REVOKED_CA_CERTIFICATE_STILL_ACTIVE_CHECK"
            or "INTERMEDIATE_CA_REVOKED_FOR_ACTIVE_DEVICE_CERTIFICATES_CHECK" => ValidAccounts with { IsObserved = false, IsMedium = false },
        "IOT_POLICY_OVERLY_PERMISSIVE_CHECK" => UnauthorizedCommand with { IsObserved = false },
        "IOT_POLICY_POTENTIAL_MISCONFIGURATION_CHECK" => UnauthorizedCommand with { IsObserved = false, IsMedium = false },
        "IOT_ROLE_ALIAS_OVERLY_PERMISSIVE_CHECK" or "IOT_ROLE_ALIAS_ALLOWS_ACCESS_TO_UNUSED_SERVICES_CHECK"
            or "UNAUTHENTICATED_COGNITO_ROLE_OVERLY_PERMISSIVE_CHECK" or "AUTHENTICATED_COGNITO_ROLE_OVERLY_PERMISSIVE_CHECK" => ExecutionThroughApi,
        _ => null,
    };

    private static AttackTechnique Observed(string id, string name, string tacticId, string tacticName, bool isMedium) =>
        new(id, name, tacticId, tacticName, isMedium, IsObserved: true);
}
