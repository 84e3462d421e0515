using System.Collections.Immutable;

using OrleansDefender.Audits;

using Xunit;

namespace OrleansDefender.Tests.Unit.Audits;

public sealed class AuditResourcesTests
{
    private static readonly ImmutableSortedDictionary<string, string> NoInfo = ImmutableSortedDictionary<string, string>.Empty;

    public static TheoryData<string, string, string, string> Kinds => new()
    {
        { ResourceKinds.DeviceCertificate, "ab12", "Other", "arn:{p}:iot:{r}:111122223333:cert/ab12" },
        { ResourceKinds.CaCertificate, "cd34", "Other", "arn:{p}:iot:{r}:111122223333:cacert/cd34" },
        { ResourceKinds.Policy, "PumpFleetPolicy:3", "Other", "arn:{p}:iot:{r}:111122223333:policy/PumpFleetPolicy" },
        { ResourceKinds.ClientId, "pump/17", "Other", "arn:{p}:iot:{r}:111122223333:client/pump/17" },
        { ResourceKinds.CognitoIdentityPool, "us-east-1:e0f1", "Other", "arn:{p}:cognito-identity:{r}:111122223333:identitypool/us-east-1:e0f1" },
        { ResourceKinds.IamRole, "arn:aws:iam::111122223333:role/service/Pump", "AwsIamRole", "arn:aws:iam::111122223333:role/service/Pump" },
        { ResourceKinds.RoleAlias, "arn:aws:iot:us-east-1:111122223333:rolealias/Pump", "Other", "arn:aws:iot:us-east-1:111122223333:rolealias/Pump" },
        { ResourceKinds.Account, "111122223333", "AwsAccount", "AWS::::Account:111122223333" },
        { ResourceKinds.IssuerCertificate, "0A:1B;ff;CN=Pump CA", "Other", "0A:1B;ff;CN=Pump CA" },
        { "future-kind", "x", "Other", "x" },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_has_its_type_and_ARN_in_every_partition(string kind, string id, string type, string arn)
    {
        foreach (var (region, partition) in new[] { ("us-east-1", "aws"), ("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov") })
        {
            var resource = AuditResources.Of(new AccountRegion("111122223333", region), new ResourceIdentifier(kind, id), "A_TYPE", NoInfo);

            Assert.Equal((type, partition, region), (resource.Type, resource.Partition, resource.Region));
            Assert.Equal(arn.Replace("{p}", partition, StringComparison.Ordinal).Replace("{r}", region, StringComparison.Ordinal), resource.Id);
            Assert.Equal((kind, id, "A_TYPE"), (resource.Details["ResourceKind"], resource.Details["ResourceIdentifier"], resource.Details["ResourceType"]));
        }
    }

    [Theory]
    [InlineData(ResourceKinds.Policy, "Pump+Policy:3", "us-east-1", "https://us-east-1.console.aws.amazon.com/iot/home?region=us-east-1#/policy/Pump%2BPolicy")]
    [InlineData(ResourceKinds.DeviceCertificate, "ab12", "cn-north-1", "https://cn-north-1.console.amazonaws.cn/iot/home?region=cn-north-1#/certificate/ab12")]
    [InlineData(ResourceKinds.ClientId, "pump/17", "us-gov-west-1", "https://us-gov-west-1.console.amazonaws-us-gov.com/iot/home?region=us-gov-west-1#/thing/pump%2F17")]
    [InlineData(ResourceKinds.IamRole, "arn:aws:iam::111122223333:role/Pump", "us-east-1", null)]
    [InlineData(ResourceKinds.IssuerCertificate, "0A;ff;CN=x", "us-east-1", null)]
    public void The_console_has_a_page_of_some_kinds(string kind, string id, string region, string? page) =>
        Assert.Equal(page, AuditResources.ConsolePage(new AccountRegion("111122223333", region), new ResourceIdentifier(kind, id)));

    [Fact]
    public void A_policy_shows_its_version_and_what_AWS_IoT_adds_fits_the_limits_and_replaces_nothing()
    {
        var info = Enumerable.Range(0, 100).ToImmutableSortedDictionary(number => $"key-{number:000}", _ => new string('v', 3_000))
            .Add(new string('k', 128), "too long a key").Add("Account", "another").Add("empty", string.Empty);
        var details = AuditResources.Of(Audit.Scope, ResourceIdentifier.Policy("PumpFleetPolicy", "3"), "IOT_POLICY", info).Details;

        Assert.Equal(("3", "111122223333", 50), (details["PolicyVersionId"], details["Account"], details.Count));
        Assert.All(details, pair => Assert.True(pair.Key.Length is > 0 and < 128 && pair.Value.Length is > 0 and < 1_024, pair.Key));
        Assert.DoesNotContain("PolicyVersionId", AuditResources.Of(Audit.Scope, ResourceIdentifier.Policy("PumpFleetPolicy", null), null, NoInfo).Details.Keys);
    }

    [Fact]
    public void An_identifier_of_any_length_and_characters_fits()
    {
        var issuer = ResourceIdentifier.Issuer("CN=" + new string('x', 1_000) + "\u0007", new string('a', 64), "0A:1B");
        var resource = AuditResources.Of(Audit.Scope, issuer, "ISSUER_CERTIFICATE", NoInfo);

        Assert.Equal(512, resource.Id.Length);
        Assert.StartsWith("0A:1B;aaaa", resource.Id, StringComparison.Ordinal);
        Assert.Equal(1_023, resource.Details["ResourceIdentifier"].Length);
    }
}
