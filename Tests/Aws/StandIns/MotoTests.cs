using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

using Amazon.IoT;
using Amazon.IoT.Model;
using Amazon.SecurityHub;
using Amazon.SecurityHub.Model;

using Xunit;

namespace OrleansDefender.Tests.Aws.StandIns;

/// <summary>The operations that moto implements, against moto: an implementation of AWS that was written without knowledge of this one.</summary>
public sealed class MotoTests(MotoServer moto) : IClassFixture<MotoServer>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Imported_findings_come_back_by_GetFindings_page_by_page()
    {
        using var client = (AmazonSecurityHubClient)moto.CreateClient(StandInService.SecurityHub);
        var findings = Enumerable.Range(1, 3).Select(Finding).ToList();

        var imported = await client.BatchImportFindingsAsync(new BatchImportFindingsRequest { Findings = findings }, Cancel);
        var found = new List<AwsSecurityFinding>();
        var request = new GetFindingsRequest { MaxResults = 2 };
        do
        {
            var page = await client.GetFindingsAsync(request, Cancel);
            Assert.True(page.Findings.Count <= 2);
            found.AddRange(page.Findings);
            request.NextToken = page.NextToken;
        }
        while (request.NextToken is not null);

        Assert.Equal(3, imported.SuccessCount);
        Assert.Equal(0, imported.FailedCount);
        Assert.Equal(findings.Select(finding => finding.Id), found.Select(finding => finding.Id).Order());
        var first = found.Single(finding => finding.Id == findings[0].Id);
        Assert.Equal(findings[0].UpdatedAt, first.UpdatedAt);
        Assert.Equal(SeverityLabel.HIGH, first.FindingProviderFields.Severity.Label);
        Assert.Equal("pump-1", first.Resources[0].Details.Other["ThingName"]);
        Assert.Equal(RecordState.ACTIVE, first.RecordState);
    }

    [Fact]
    public async Task A_page_that_is_too_large_is_InvalidInput()
    {
        using var client = (AmazonSecurityHubClient)moto.CreateClient(StandInService.SecurityHub);

        var error = await Assert.ThrowsAsync<InvalidInputException>(() => client.GetFindingsAsync(new GetFindingsRequest { MaxResults = 101 }, Cancel));

        Assert.Equal(HttpStatusCode.BadRequest, error.StatusCode);
        Assert.Contains("MaxResults", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_thing_is_described_with_its_type_attributes_and_groups()
    {
        using var client = (AmazonIoTClient)moto.CreateClient(StandInService.IoT);
        await SendAsync(HttpMethod.Post, "/thing-types/Pump", "{}");
        await SendAsync(HttpMethod.Post, "/things/plant:07_pump", """{"thingTypeName":"Pump","attributePayload":{"attributes":{"site":"plant-07"}}}""");
        await SendAsync(HttpMethod.Post, "/thing-groups/Pumps", "{}");
        await SendAsync(HttpMethod.Put, "/thing-groups/addThingToThingGroup", """{"thingGroupName":"Pumps","thingName":"plant:07_pump"}""");

        var thing = await client.DescribeThingAsync(new DescribeThingRequest { ThingName = "plant:07_pump" }, Cancel);
        var groups = await client.ListThingGroupsForThingAsync(new ListThingGroupsForThingRequest { ThingName = "plant:07_pump" }, Cancel);

        Assert.Equal("plant:07_pump", thing.ThingName);
        Assert.Equal("Pump", thing.ThingTypeName);
        Assert.Equal("plant-07", thing.Attributes["site"]);
        Assert.Equal(1, thing.Version);
        Assert.EndsWith(":thing/plant:07_pump", thing.ThingArn, StringComparison.Ordinal);
        var group = Assert.Single(groups.ThingGroups);
        Assert.Equal("Pumps", group.GroupName);
        Assert.Contains(":thinggroup/Pumps", group.GroupArn, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Things_of_a_certificate_and_certificates_of_a_thing_are_listed()
    {
        using var client = (AmazonIoTClient)moto.CreateClient(StandInService.IoT);
        var made = await SendAsync(HttpMethod.Post, "/keys-and-certificate", "");
        var certificate = JsonElement.Parse(made).GetProperty("certificateArn").GetString()!;
        await SendAsync(HttpMethod.Post, "/things/valve-1", "{}");
        await SendAsync(HttpMethod.Put, "/things/valve-1/principals", "", certificate);

        var things = await client.ListPrincipalThingsAsync(new ListPrincipalThingsRequest { Principal = certificate }, Cancel);
        var principals = await client.ListThingPrincipalsAsync(new ListThingPrincipalsRequest { ThingName = "valve-1" }, Cancel);

        Assert.Equal(["valve-1"], things.Things);
        Assert.Equal([certificate], principals.Principals);
    }

    [Fact]
    public async Task A_thing_nobody_knows_is_ResourceNotFound()
    {
        using var client = (AmazonIoTClient)moto.CreateClient(StandInService.IoT);

        var error = await Assert.ThrowsAsync<Amazon.IoT.Model.ResourceNotFoundException>(
            () => client.DescribeThingAsync(new DescribeThingRequest { ThingName = "nobody" }, Cancel));

        Assert.Equal(HttpStatusCode.NotFound, error.StatusCode);
    }

    private static AwsSecurityFinding Finding(int number) => new()
    {
        SchemaVersion = "2018-10-08",
        Id = $"us-east-1/123456789012/finding-{number}",
        ProductArn = "arn:aws:securityhub:us-east-1:123456789012:product/123456789012/default",
        GeneratorId = "profile/behavior",
        AwsAccountId = "123456789012",
        CreatedAt = "2026-01-05T10:00:00.000Z",
        UpdatedAt = $"2026-01-05T10:00:0{number % 10}.250Z",
        Title = "Title",
        Description = "Description",
        RecordState = RecordState.ACTIVE,
        FindingProviderFields = new FindingProviderFields { Severity = new FindingProviderSeverity { Label = SeverityLabel.HIGH }, Types = ["Unusual Behaviors"] },
        Resources =
        [
            new Resource { Type = "Other", Id = $"arn:aws:iot:us-east-1:123456789012:thing/pump-{number}", Details = new ResourceDetails { Other = new() { ["ThingName"] = $"pump-{number}" } } },
        ],
    };

    // What has to be there first is made without the code under test. moto finds the service by the scope of the signature, and does not check it.
    private async Task<string> SendAsync(HttpMethod method, string path, string body, string? principal = null)
    {
        using var http = new HttpClient { BaseAddress = moto.Address };
        using var request = new HttpRequestMessage(method, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "AWS4-HMAC-SHA256",
            "Credential=AKIDEXAMPLE/20260105/us-east-1/iot/aws4_request, SignedHeaders=host, Signature=0");
        if (principal is not null)
        {
            request.Headers.Add("x-amzn-principal", principal);
        }

        using var response = await http.SendAsync(request, Cancel);
        var answer = await response.Content.ReadAsStringAsync(Cancel);
        Assert.True(response.IsSuccessStatusCode, $"{method} {path}: {response.StatusCode} {answer}");
        return answer;
    }
}
