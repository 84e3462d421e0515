using System.Globalization;
using System.Text.Json.Nodes;

using OrleansDefender.Simulator.Audits;

namespace OrleansDefender.Simulator.Fleet.Stories;

/// <summary>The audits of the demo: a daily one, two suppressions, the daily one again with some things better and some worse, and a partial one on demand.</summary>
internal sealed class DemoAudits
{
    /// <summary>The schedule's name.</summary>
    public const string Schedule = "DailyAudit";

    /// <summary>How long the suppression with an end lasts: the console's shortest choice.</summary>
    public const long SuppressedSeconds = 7L * 24 * 3600;

    private const string PolicyName = "FleetDevicePolicy";
    private const int IssuedByRevokedCa = 14;

    private readonly FleetPlace _place;
    private readonly DemoStory _story;
    private readonly FleetCertificates _certificates;

    /// <summary>The audits over the fleet of a story whose roles are cast.</summary>
    public DemoAudits(FleetPlace place, DemoStory story, FleetCertificates certificates)
    {
        _place = place;
        _story = story;
        _certificates = certificates;
    }

    /// <summary>What happens, and at which second.</summary>
    public IEnumerable<(double Second, AuditAct Act)> Lines()
    {
        var wave = _story.Wave;
        var lost = _certificates.IdOf(_certificates.Attached);
        var spare = _certificates.IdOf(_certificates.Attached + 1);
        var logging = Finding(AuditCatalog.Logging, new JsonObject { ["account"] = _place.Account });
        var policy = AuditResource.Policy(PolicyName, "4");

        // Two kinds of mistake in one version, and one kind in two versions: each is a finding of its own.
        JsonObject[] policies =
        [
            Finding(AuditCatalog.Policy, policy),
            Finding(AuditCatalog.PolicyMistake, policy, reason: 0),
            Finding(AuditCatalog.PolicyMistake, policy, reason: 1),
        ];
        var issuer = IntermediateCa();
        var weak = Finding(AuditCatalog.KeyQuality, CertificateOf(_story.Breached));

        yield return (9, Run(
            Schedule,
            [AuditCatalog.CaExpiring, AuditCatalog.Revoked],
            [
                .. Enumerable.Range(0, 4).Select(i => Expiring(CertificateOf(wave[i]), days: 9 + i)),
                Expiring(CertificateOf(wave[4]), days: -3),
                Expiring(AuditResource.Certificate(lost), days: -40),
                Expiring(AuditResource.Certificate(spare), days: 20),
                weak,
                Finding(AuditCatalog.KeyQuality, CertificateOf(wave[5]), reason: 1),
                Shared(),
                Finding(AuditCatalog.ClientIds, AuditResource.Client(_story.Flapping)),
                Finding(AuditCatalog.ClientIds, AuditResource.Client(FleetRegistry.MixerClient)),
                Finding(AuditCatalog.Policy, AuditResource.Policy(PolicyName, "3")),
                .. policies,
                logging,
                RoleAlias(),
                issuer,
            ]));
        yield return (26, Suppress(AuditCatalog.Expiring, AuditResource.Certificate(lost), "Device was scrapped", null));
        yield return (38, Suppress(AuditCatalog.PolicyMistake, policy, "Rewritten in the next release", SuppressedSeconds));

        // A day later: two certificates were renewed and another one comes up, logging is on, the old policy version is gone; the check of keys failed and
        // says nothing; the windowed checks saw nothing new.
        yield return (64, Run(
            Schedule,
            [AuditCatalog.CaExpiring, AuditCatalog.Revoked, AuditCatalog.Shared, AuditCatalog.ClientIds, AuditCatalog.Logging],
            [
                Expiring(CertificateOf(wave[2]), days: 10),
                Expiring(CertificateOf(wave[3]), days: 11),
                Expiring(CertificateOf(wave[4]), days: -4),
                Expiring(CertificateOf(wave[6]), days: 29),
                Expiring(AuditResource.Certificate(lost), days: -41),
                Expiring(AuditResource.Certificate(spare), days: 19),
                .. policies,
                RoleAlias(),
                issuer,
            ],
            failed: AuditCatalog.KeyQuality));

        // Somebody looks at two checks only: the role is repaired, and logging is off again.
        yield return (90, Run(null, [AuditCatalog.RoleAlias], [logging]));
    }

    private static JsonObject Finding(string check, JsonObject resource, int reason = 0) => new()
    {
        ["checkName"] = check,
        ["nonCompliantResource"] = new JsonObject { ["resourceIdentifier"] = resource.DeepClone() },
        ["reasonForNonComplianceCode"] = AuditCatalog.FindOrMake(check).Reasons[reason].Code,
    };

    private static JsonObject Related(string type, JsonObject resource) => new() { ["resourceType"] = type, ["resourceIdentifier"] = resource };

    // A fixed day, not the present one: an act is a pure function of the seed.
    private static JsonObject Expiring(JsonObject certificate, int days)
    {
        var finding = Finding(AuditCatalog.Expiring, certificate, reason: days < 0 ? 1 : 0);
        var day = new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero).AddDays(days).ToUnixTimeMilliseconds();
        finding["nonCompliantResource"]!["additionalInfo"] = new JsonObject { ["EXPIRATION_TIME"] = day.ToString(CultureInfo.InvariantCulture) };
        finding["relatedResources"] = new JsonArray();
        return finding;
    }

    private static AuditAct Run(string? schedule, IEnumerable<string> compliant, IReadOnlyList<JsonObject> findings, string? failed = null)
    {
        var details = new JsonArray([.. findings.Select(finding => (string)finding["checkName"]!).Concat(compliant).Distinct()
            .Select(check => new JsonObject { ["checkName"] = check })]);
        if (failed is not null)
        {
            details.Add(new JsonObject
            {
                ["checkName"] = failed,
                ["checkRunStatus"] = "FAILED",
                ["message"] = "Audit check could not be completed due to insufficient permissions.",
                ["errorCode"] = "INSUFFICIENT_PERMISSIONS",
            });
        }

        var task = schedule is null ? new JsonObject() : new JsonObject { ["scheduledAuditName"] = schedule };
        var body = new JsonObject
        {
            ["task"] = task,
            ["auditDetails"] = details,
            ["findings"] = new JsonArray([.. findings.Select(finding => finding.DeepClone())]),
        };
        return new AuditAct(AuditActKind.Run, body.ToJsonString(FleetCatalog.Json));
    }

    private static AuditAct Suppress(string check, JsonObject resource, string description, long? seconds)
    {
        var body = new JsonObject { ["checkName"] = check, ["resourceIdentifier"] = resource.DeepClone(), ["description"] = description };
        if (seconds is { } end)
        {
            body["seconds"] = end;
        }

        return new AuditAct(AuditActKind.Suppress, body.ToJsonString(FleetCatalog.Json));
    }

    private JsonObject CertificateOf(string thing) => AuditResource.Certificate(_certificates.IdOf(_story.Registry.NumberOf(thing)!.Value));

    // The first certificate that two things use, as both were seen to connect with it.
    private JsonObject Shared()
    {
        var number = Enumerable.Range(0, _certificates.Attached).First(candidate => _certificates.ThingsOf(candidate).Count() > 1);
        var finding = Finding(AuditCatalog.Shared, AuditResource.Certificate(_certificates.IdOf(number)));
        finding["relatedResources"] = new JsonArray([.. _certificates.ThingsOf(number)
            .Select(thing => Related("CLIENT_ID", AuditResource.Client(_story.Registry.NameOf(thing))))]);
        return finding;
    }

    private JsonObject RoleAlias()
    {
        var finding = Finding(AuditCatalog.RoleAlias, new JsonObject { ["roleAliasArn"] = _place.IotArn("rolealias/FleetUpload") });
        finding["relatedResources"] = new JsonArray(Related("IAM_ROLE", new JsonObject { ["iamRoleArn"] = _place.IamArn("role/FleetUploadRole") }));
        return finding;
    }

    // Its certificates are told by ListRelatedResourcesForAuditFinding alone.
    private JsonObject IntermediateCa()
    {
        var finding = Finding(AuditCatalog.IntermediateCa, new JsonObject
        {
            ["issuerCertificateIdentifier"] = new JsonObject
            {
                ["issuerCertificateSubject"] = "CN=Fleet Intermediate CA 2,O=Example",
                ["issuerId"] = FleetHash.Hex32(11) + FleetHash.Hex32(22),
                ["issuerCertificateSerialNumber"] = "0A:1B:2C:3D",
            },
        });
        finding["relatedResources"] = new JsonArray([.. _story.Wave.Take(IssuedByRevokedCa).Select(thing => Related(
            "DEVICE_CERTIFICATE",
            new JsonObject { ["deviceCertificateArn"] = _place.IotArn($"cert/{_certificates.IdOf(_story.Registry.NumberOf(thing)!.Value)}") }))]);
        return finding;
    }
}
