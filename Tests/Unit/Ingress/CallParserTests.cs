using System.Text.Json.Nodes;

using OrleansDefender.Audits;
using OrleansDefender.Ingress.Parsing;
using OrleansDefender.Tests.Shared;
using OrleansDefender.Things;

using Xunit;

namespace OrleansDefender.Tests.Unit.Ingress;

/// <summary>What the parser makes of CloudTrail's calls that concern audits, things, profiles and certificates.</summary>
public sealed class CallParserTests
{
    private const string Create = "eventbridge-create-audit-suppression.json";
    private const string MitigateAudit = "eventbridge-start-audit-mitigation.json";
    private const string MitigateDetect = "eventbridge-start-detect-mitigation.json";
    private const string DeleteProfile = "eventbridge-delete-security-profile.json";
    private const string Certificate = "4e1c0b7a9d8f6e5c4b3a2918f7e6d5c4b3a29180f7e6d5c4b3a29180f7e6d5c4";

    private static readonly MessageParser Parser = new(null, null);
    private static readonly AccountRegion Scope = new("111122223333", "us-east-1");
    private static readonly DateTimeOffset Time = new(2026, 1, 5, 10, 12, 30, TimeSpan.Zero);

    public static TheoryData<string, string> Samples => new()
    {
        { "eventbridge-add-thing-to-thing-group.json", nameof(RegistryChangeMessage) },
        { "eventbridge-create-audit-suppression-policy.json", nameof(SuppressionMessage) },
        { Create, nameof(SuppressionMessage) },
        { "eventbridge-delete-audit-suppression.json", nameof(SuppressionMessage) },
        { DeleteProfile, nameof(ProfileWithdrawalMessage) },
        { "eventbridge-delete-thing.json", nameof(ThingWithdrawalMessage) },
        { "eventbridge-detach-security-profile.json", nameof(IgnoredMessage) },
        { "eventbridge-put-verification-access-denied.json", nameof(IgnoredMessage) },
        { "eventbridge-put-verification-false-positive.json", nameof(VerificationMessage) },
        { "eventbridge-put-verification-true-positive.json", nameof(VerificationMessage) },
        { "eventbridge-securityhub-findings-imported.json", nameof(IgnoredMessage) },
        { MitigateAudit, nameof(AuditMitigationMessage) },
        { MitigateDetect, nameof(DetectMitigationMessage) },
        { "eventbridge-update-audit-suppression.json", nameof(SuppressionMessage) },
    };

    [Fact]
    public void Every_sample_of_a_call_is_in_the_table() =>
        Assert.Equal(SampleFiles.Names("eventbridge-*.json").Order(), Samples.Select(row => row.Data.Item1).Order());

    [Theory]
    [MemberData(nameof(Samples))]
    public void Each_sample_is_what_it_is(string sample, string kind) => Assert.Equal(kind, Parser.Parse(SampleFiles.Read(sample)).GetType().Name);

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_call_that_failed_is_ignored_whatever_it_is(string sample, string kind)
    {
        Assert.NotEmpty(kind);
        if (!sample.Contains("securityhub", StringComparison.Ordinal))
        {
            var body = Edit(sample, json => (json["detail"]!["errorCode"], json["detail"]!["requestParameters"]) = ("InvalidRequestException", null));
            Assert.Equal(new IgnoredMessage("failed-call"), Parser.Parse(body));
        }
    }

    [Fact]
    public void A_new_suppression_names_check_resource_end_actor_and_reason() => Assert.Equal(
        new SuppressionMessage(Scope, new SuppressionEvent
        {
            Check = "DEVICE_CERTIFICATE_EXPIRING_CHECK",
            Resource = ResourceIdentifier.DeviceCertificate(Certificate),
            IsSuppressed = true,
            Until = DateTimeOffset.FromUnixTimeSeconds(1770163200),
            Description = "Replacement cert ordered",
            Actor = "SecurityAnalyst/soc-analyst",
            Time = Time,
            EventId = "11111111-2222-3333-4444-000000000004",
        }),
        Parser.Parse(SampleFiles.Read(Create)));

    [Fact]
    public void A_suppression_without_an_end_has_none_and_a_deleted_one_suppresses_nothing()
    {
        var policy = Suppression(SampleFiles.Read("eventbridge-create-audit-suppression-policy.json"));
        Assert.Equal((true, null, ResourceIdentifier.Policy("PumpFleetPolicy", "3")), (policy.IsSuppressed, policy.Until, policy.Resource));
        var updated = Suppression(SampleFiles.Read("eventbridge-update-audit-suppression.json"));
        Assert.Equal((true, null), (updated.IsSuppressed, updated.Until));
        var deleted = Suppression(SampleFiles.Read("eventbridge-delete-audit-suppression.json"));
        Assert.Equal((false, null, ResourceIdentifier.DeviceCertificate(Certificate)), (deleted.IsSuppressed, deleted.Until, deleted.Resource));
        var both = Suppression(Edit(Create, json => Parameters(json)["suppressIndefinitely"] = true));
        Assert.Null(both.Until);
    }

    [Theory]
    [InlineData("1770163200")]
    [InlineData("1770163200.0")]
    [InlineData("\"2026-02-04T00:00:00Z\"")]
    [InlineData("\"2026-02-04T01:00:00+01:00\"")]
    [InlineData("\"Feb 4, 2026 12:00:00 AM\"")]
    [InlineData("\"Feb 4, 2026 12:00:00\\u202FAM\"")]
    [InlineData("\"Feb 04, 2026 12:00:00 AM\"")]
    public void The_end_is_read_in_all_its_forms(string date) =>
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1770163200), Suppression(Edit(Create, json => Parameters(json)["expirationDate"] = JsonNode.Parse(date))).Until);

    [Theory]
    [InlineData("1770163200000")]
    [InlineData("17")]
    [InlineData("1e99")]
    [InlineData("\"tomorrow\"")]
    [InlineData("\"4.2.2026\"")]
    [InlineData("{}")]
    public void An_end_of_another_form_is_unreadable(string date) =>
        AssertUnreadable("invalid-time", Edit(Create, json => Parameters(json)["expirationDate"] = JsonNode.Parse(date)));

    [Theory]
    [InlineData("""{"deviceCertificateId":"abc"}""", ResourceKinds.DeviceCertificate, "abc")]
    [InlineData("""{"deviceCertificateArn":"arn:aws:iot:us-east-1:111122223333:cert/abc"}""", ResourceKinds.DeviceCertificate, "abc")]
    [InlineData("""{"caCertificateId":"ca"}""", ResourceKinds.CaCertificate, "ca")]
    [InlineData("""{"cognitoIdentityPoolId":"us-east-1:pool"}""", ResourceKinds.CognitoIdentityPool, "us-east-1:pool")]
    [InlineData("""{"clientId":"line 4/mixer#2"}""", ResourceKinds.ClientId, "line 4/mixer#2")]
    [InlineData("""{"policyVersionIdentifier":{"policyName":"P","policyVersionId":"3"}}""", ResourceKinds.Policy, "P:3")]
    [InlineData("""{"policyVersionIdentifier":{"policyName":"P"}}""", ResourceKinds.Policy, "P")]
    [InlineData("""{"account":"111122223333"}""", ResourceKinds.Account, "111122223333")]
    [InlineData("""{"iamRoleArn":"arn:aws:iam::111122223333:role/R"}""", ResourceKinds.IamRole, "arn:aws:iam::111122223333:role/R")]
    [InlineData("""{"roleAliasArn":"arn:aws:iot:us-east-1:111122223333:rolealias/A"}""", ResourceKinds.RoleAlias, "arn:aws:iot:us-east-1:111122223333:rolealias/A")]
    [InlineData("""{"issuerCertificateIdentifier":{"issuerCertificateSubject":"CN=x","issuerId":"i","issuerCertificateSerialNumber":"s"}}""", ResourceKinds.IssuerCertificate, "s;i;CN=x")]
    [InlineData("""{"issuerCertificateIdentifier":{"issuerCertificateSubject":"CN=x"}}""", ResourceKinds.IssuerCertificate, ";;CN=x")]
    [InlineData("""{"newThingId":"n"}""", "new-thing-id", "n")]
    public void Any_kind_of_resource_is_named(string identifier, string kind, string id) =>
        Assert.Equal(new ResourceIdentifier(kind, id), Suppression(Edit(Create, json => Parameters(json)["resourceIdentifier"] = JsonNode.Parse(identifier))).Resource);

    [Theory]
    [InlineData("{}", "unknown-resource")]
    [InlineData("""{"deviceCertificateId":""}""", "unknown-resource")]
    [InlineData("""{"deviceCertificateArn":"arn:aws:iot:us-east-1:111122223333:cert/"}""", "invalid-member")]
    [InlineData("""{"new":{"id":"n"}}""", "unknown-resource")]
    [InlineData("""{"a/b":"n"}""", "unknown-resource")]
    [InlineData("""{"issuerCertificateIdentifier":{}}""", "missing-member")]
    [InlineData("\"abc\"", "invalid-member")]
    public void A_resource_that_is_not_named_is_unreadable(string identifier, string reason) =>
        AssertUnreadable(reason, Edit(Create, json => Parameters(json)["resourceIdentifier"] = JsonNode.Parse(identifier)));

    [Fact]
    public void A_mitigation_of_findings_names_them_with_the_actions_of_each_check()
    {
        var read = Assert.IsType<AuditMitigationMessage>(Parser.Parse(SampleFiles.Read(MitigateAudit)));

        Assert.Equal(Scope, read.Scope);
        Assert.Equal(["296ccd39f806bf9d8f8de20d0ceb33a1"], read.FindingIds);
        Assert.Null(read.AuditTaskId);
        Assert.Equal(["QuarantinePumps"], read.Actions["DEVICE_CERTIFICATE_EXPIRING_CHECK"]);
        Assert.Equal(
            ("mitigate-20260105-01", "SecurityAnalyst/soc-analyst", Time, "11111111-2222-3333-4444-000000000008"),
            (read.Mitigation.TaskId, read.Mitigation.Actor, read.Mitigation.Time, read.Mitigation.EventId));
        Assert.Equal(["QuarantinePumps"], read.Mitigation.Actions);
    }

    [Fact]
    public void A_mitigation_of_a_run_names_it_with_its_filter()
    {
        var body = Edit(MitigateAudit, json => Parameters(json)["target"] = JsonNode.Parse(
            """{"auditTaskId":"3f7d2c9b","auditCheckToReasonCodeFilter":{"DEVICE_CERTIFICATE_EXPIRING_CHECK":["CERTIFICATE_PAST_EXPIRATION"]}}"""));

        var read = Assert.IsType<AuditMitigationMessage>(Parser.Parse(body));

        Assert.Equal(("3f7d2c9b", true), (read.AuditTaskId, read.FindingIds.IsEmpty));
        Assert.Equal(["CERTIFICATE_PAST_EXPIRATION"], read.ReasonCodes["DEVICE_CERTIFICATE_EXPIRING_CHECK"]);
    }

    [Theory]
    [InlineData("target", "{}", "missing-member")]
    [InlineData("target", """{"auditCheckToReasonCodeFilter":{"A":["B"]}}""", "missing-member")]
    [InlineData("target", """{"findingIds":"f"}""", "invalid-member")]
    [InlineData("target", """{"findingIds":[""]}""", "invalid-member")]
    [InlineData("target", """{"auditTaskId":"a/b"}""", "invalid-member")]
    [InlineData("auditCheckToActionsMapping", """{"A/B":["x"]}""", "invalid-member")]
    [InlineData("auditCheckToActionsMapping", """{"A":[5]}""", "invalid-member")]
    [InlineData("taskId", "null", "missing-member")]
    public void A_mitigation_that_does_not_say_of_what_is_unreadable(string member, string value, string reason) =>
        AssertUnreadable(reason, Edit(MitigateAudit, json => Parameters(json)[member] = JsonNode.Parse(value)));

    [Fact]
    public void A_mitigation_of_alarms_names_their_episodes_or_their_behavior()
    {
        var episodes = Assert.IsType<DetectMitigationMessage>(Parser.Parse(SampleFiles.Read(MitigateDetect)));
        Assert.Equal(["9c1f0a64d2b84c7e8f3a5b6d7e8f9a01", "5d2e7b90c1a34f6688b7c6d5e4f3a2b1"], episodes.ViolationIds);
        Assert.Equal(["QuarantinePumps"], episodes.Mitigation.Actions);
        Assert.Null(episodes.Profile);

        var behavior = Assert.IsType<DetectMitigationMessage>(Parser.Parse(Edit(
            MitigateDetect, json => Parameters(json)["target"] = JsonNode.Parse("""{"securityProfileName":"P","behaviorName":"B"}"""))));
        Assert.Equal(("P", "B", true), (behavior.Profile, behavior.Behavior, behavior.ViolationIds.IsEmpty));

        AssertUnreadable("missing-member", Edit(MitigateDetect, json => Parameters(json)["target"] = new JsonObject()));
    }

    [Fact]
    public void A_deleted_thing_withdraws_all_its_alarms()
    {
        var read = Assert.IsType<ThingWithdrawalMessage>(Parser.Parse(SampleFiles.Read("eventbridge-delete-thing.json")));

        Assert.Equal(new ThingKey(Scope, "pump-0017"), read.Thing);
        Assert.Equal(
            new WithdrawalEvent { Actor = "SecurityAnalyst/soc-analyst", Time = Time, EventId = "11111111-2222-3333-4444-000000000012" }, read.Event);
    }

    [Fact]
    public void A_deleted_profile_keeps_nothing_said_of_its_behaviors()
    {
        var read = Assert.IsType<ProfileWithdrawalMessage>(Parser.Parse(SampleFiles.Read(DeleteProfile)));

        Assert.Equal((Scope, "PumpCloudSideRules", null), (read.Scope, read.Event.Profile, read.Event.KeptBehaviors));
    }

    [Theory]
    [InlineData("""{"behaviors":[{"name":"A"},{"name":"B","metric":"m"}]}""", new[] { "A", "B" })]
    [InlineData("""{"behaviors":[]}""", new string[0])]
    [InlineData("""{"deleteBehaviors":true}""", new string[0])]
    public void A_changed_profile_keeps_the_behaviors_that_it_still_has(string change, string[] kept)
    {
        var read = Assert.IsType<ProfileWithdrawalMessage>(Parser.Parse(Update(change)));

        Assert.Equal("PumpCloudSideRules", read.Event.Profile);
        Assert.Equal(kept, read.Event.KeptBehaviors!.Value);
    }

    [Fact]
    public void A_changed_profile_whose_behaviors_stay_is_ignored() =>
        Assert.Equal(new IgnoredMessage("unrelated-call"), Parser.Parse(Update("""{"securityProfileDescription":"d","deleteBehaviors":false}""")));

    [Theory]
    [InlineData("""{"behaviors":{}}""", "invalid-member")]
    [InlineData("""{"behaviors":[{}]}""", "missing-member")]
    [InlineData("""{"behaviors":["A"]}""", "missing-member")]
    public void Behaviors_that_cannot_be_read_are_not_taken_for_deleted(string change, string reason) => AssertUnreadable(reason, Update(change));

    [Theory]
    [InlineData("UpdateCertificate", """{"certificateId":"abc","newStatus":"INACTIVE"}""")]
    [InlineData("DeleteCertificate", """{"certificateId":"abc","forceDelete":false}""")]
    [InlineData("AttachThingPrincipal", """{"thingName":"t","principal":"arn:aws:iot:us-east-1:111122223333:cert/abc"}""")]
    [InlineData("DetachThingPrincipal", """{"thingName":"t","principal":"arn:aws-cn:iot:cn-north-1:111122223333:cert/abc"}""")]
    public void What_changes_a_certificate_names_it(string call, string parameters) =>
        Assert.Equal(new CertificateMessage(Scope, "abc", Time), Parser.Parse(Call(call, parameters)));

    [Theory]
    [InlineData("us-east-1:11111111-2222-3333-4444-555555555555")]
    [InlineData("arn:aws:iam::111122223333:role/R")]
    public void Principals_that_are_no_certificates_are_ignored(string principal) =>
        Assert.Equal(
            new IgnoredMessage("other-principal"),
            Parser.Parse(Call("DetachThingPrincipal", new JsonObject { ["thingName"] = "t", ["principal"] = principal }.ToJsonString())));

    [Theory]
    [InlineData("UpdateCertificate", "{}", "missing-member")]
    [InlineData("DeleteCertificate", """{"certificateId":"a/b"}""", "invalid-member")]
    [InlineData("DetachThingPrincipal", """{"thingName":"t"}""", "missing-member")]
    [InlineData("DetachThingPrincipal", """{"principal":5}""", "invalid-member")]
    [InlineData("AttachThingPrincipal", """{"principal":"arn:aws:iot:us-east-1:111122223333:cert/a/b"}""", "invalid-member")]
    public void What_does_not_name_its_certificate_is_unreadable(string call, string parameters, string reason) =>
        AssertUnreadable(reason, Call(call, parameters));

    [Theory]
    [InlineData("CreateThing", """{"thingName":"plant:07","thingTypeName":"Pump"}""")]
    [InlineData("UpdateThing", """{"thingName":"plant:07","attributePayload":{"attributes":{"a":"b"}}}""")]
    [InlineData("AddThingToThingGroup", """{"thingName":"plant:07","thingGroupName":"Quarantine"}""")]
    [InlineData("RemoveThingFromThingGroup", """{"thingArn":"arn:aws:iot:us-east-1:111122223333:thing/plant:07","thingGroupName":"G"}""")]
    [InlineData("UpdateThingGroupsForThing", """{"thingName":"plant:07","thingGroupsToAdd":["G"]}""")]
    public void A_change_of_a_thing_s_record_names_the_thing_and_the_time(string call, string parameters) =>
        Assert.Equal(new RegistryChangeMessage(new ThingKey(Scope, "plant:07"), Time), Parser.Parse(Call(call, parameters)));

    [Theory]
    [InlineData("UpdateThing", "{}", "missing-member")]
    [InlineData("AddThingToThingGroup", """{"thingArn":"arn:aws:iot:us-east-1:111122223333:thing/"}""", "invalid-member")]
    [InlineData("AddThingToThingGroup", """{"thingArn":5}""", "invalid-member")]
    [InlineData("AddThingToThingGroup", """{"thingName":""}""", "invalid-member")]
    public void A_change_of_no_thing_is_unreadable(string call, string parameters, string reason) => AssertUnreadable(reason, Call(call, parameters));

    private static SuppressionEvent Suppression(string body) => Assert.IsType<SuppressionMessage>(Parser.Parse(body)).Event;

    private static void AssertUnreadable(string reason, string body) => Assert.Equal(reason, Assert.IsType<UnreadableMessage>(Parser.Parse(body)).Reason);

    private static JsonNode Parameters(JsonNode json) => json["detail"]!["requestParameters"]!;

    private static string Update(string change)
    {
        var parameters = JsonNode.Parse(change)!;
        parameters["securityProfileName"] = "PumpCloudSideRules";
        return Call("UpdateSecurityProfile", parameters.ToJsonString());
    }

    private static string Call(string name, string parameters) =>
        Edit(Create, json => (json["detail"]!["eventName"], json["detail"]!["requestParameters"]) = (name, JsonNode.Parse(parameters)));

    private static string Edit(string sample, Action<JsonNode> edit)
    {
        var json = JsonNode.Parse(SampleFiles.Read(sample))!;
        edit(json);
        return json.ToJsonString();
    }
}
