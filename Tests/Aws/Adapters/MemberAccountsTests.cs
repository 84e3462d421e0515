using System.Net.Http.Headers;
using System.Text;

using Amazon.Extensions.NETCore.Setup;
using Amazon.IoT.Model;
using Amazon.Runtime;

using OrleansDefender.Silo.Aws;
using OrleansDefender.Tests.Aws.StandIns;

using Xunit;

namespace OrleansDefender.Tests.Aws.Adapters;

/// <summary>AWS is called for other accounts by a role there; moto gives who assumed a role that role's account.</summary>
public sealed class MemberAccountsTests(MotoServer moto) : IClassFixture<MotoServer>
{
    private const string Own = "111122223333";
    private const string MemberAccount = "444455556666";

    /// <summary>The account of whoever moto does not know.</summary>
    private const string MotoAccount = "123456789012";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Own, "us-east-1", "defender-member", null)]
    [InlineData(MemberAccount, "us-east-1", null, null)]
    [InlineData(MemberAccount, "us-east-1", "", null)]
    [InlineData(MemberAccount, "us-east-1", "defender-member", "arn:aws:iam::444455556666:role/defender-member")]
    [InlineData(MemberAccount, "cn-north-1", "defender-member", "arn:aws-cn:iam::444455556666:role/defender-member")]
    [InlineData(MemberAccount, "us-gov-west-1", "defender-member", "arn:aws-us-gov:iam::444455556666:role/defender-member")]
    public void The_role_is_of_the_member_and_of_the_Regions_partition(string account, string region, string? name, string? expected) =>
        Assert.Equal(expected, new MemberAccess(Own, name).RoleOf(new AccountRegion(account, region)));

    [Fact]
    public async Task A_members_things_are_looked_up_in_its_account_and_our_own_in_ours()
    {
        moto.Require();

        // The SDK makes its client of STS itself; nothing else here talks to STS.
        Environment.SetEnvironmentVariable("AWS_ENDPOINT_URL_STS", moto.Address.ToString());
        await MakeThingAsync("pump-1", MotoAccount);
        await MakeThingAsync("pump-1", MemberAccount);
        var options = new AWSOptions { Credentials = new BasicAWSCredentials("AKIAIOSFODNN7EXAMPLE", "any") };
        options.DefaultClientConfig.ServiceURL = moto.Address.ToString();
        using var clients = new AwsClients(options, new MemberAccess(MotoAccount, "defender-member"));

        var other = await clients.IoT(new AccountRegion(MemberAccount, "us-east-1")).DescribeThingAsync(new DescribeThingRequest { ThingName = "pump-1" }, Cancel);
        var own = await clients.IoT(new AccountRegion(MotoAccount, "us-east-1")).DescribeThingAsync(new DescribeThingRequest { ThingName = "pump-1" }, Cancel);

        Assert.Contains($":{MemberAccount}:thing/", other.ThingArn, StringComparison.Ordinal);
        Assert.Contains($":{MotoAccount}:thing/", own.ThingArn, StringComparison.Ordinal);
        Assert.Same(clients.IoT(new AccountRegion(MemberAccount, "us-east-1")), clients.IoT(new AccountRegion(MemberAccount, "us-east-1")));
        Assert.NotSame(clients.IoT(new AccountRegion(MemberAccount, "us-east-1")), clients.IoT(new AccountRegion(MotoAccount, "us-east-1")));
    }

    private async Task MakeThingAsync(string name, string account)
    {
        using var http = new HttpClient { BaseAddress = moto.Address };
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/things/{name}") { Content = new StringContent("{}", Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "AWS4-HMAC-SHA256", "Credential=AKIDEXAMPLE/20260105/us-east-1/iot/aws4_request, SignedHeaders=host, Signature=0");
        request.Headers.Add("x-moto-account-id", account);
        using var response = await http.SendAsync(request, Cancel);
        response.EnsureSuccessStatusCode();
    }
}
