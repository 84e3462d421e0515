using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

using Amazon.SecurityHub.Model;

using OrleansDefender.Tests.Shared;

using Xunit;

namespace OrleansDefender.Tests.Aws.EndToEnd;

/// <summary>What the registry says of a thing reaches state and finding, late where it is late, and anew when it changes.</summary>
public sealed class ThingContextTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_finding_is_there_while_the_IoT_API_throttles_and_says_later_what_the_thing_is_and_what_it_has_become()
    {
        await using var silo = await SiloHost.StartAsync(cancellationToken: Cancelled);
        using var simulator = new SimulatorClient(silo.SimulatorUrl);
        using var http = new HttpClient { BaseAddress = new Uri(silo.SimulatorUrl) };
        await PostAsync(http, "/_sim/things", new JsonObject
        {
            ["thing"] = "lamp-1",
            ["type"] = "Lamp",
            ["attributes"] = new JsonObject { ["site"] = "plant-07" },
            ["groups"] = new JsonArray("lab-bench", "Lamps"),
        });
        await simulator.SetFaultAsync("DescribeThing", "throttle", 1, Cancelled);
        await PostAsync(http, "/_sim/violations", new JsonObject
        {
            ["thingName"] = "lamp-1",
            ["securityProfileName"] = "FleetCloudSideRules",
            ["behaviorName"] = "AuthorizationFailures-High",
            ["type"] = "in-alarm",
        });

        var first = await FindingAsync(simulator, static _ => true);
        Assert.False(first.ProductFields.ContainsKey("ThingTypeName"));
        Assert.Null((await silo.GetAsync("/api/v1/things/111122223333/us-east-1/lamp-1", Cancelled))["context"]);

        await simulator.SetFaultAsync("DescribeThing", "throttle", 0, Cancelled);
        var told = await FindingAsync(simulator, static finding => finding.ProductFields.ContainsKey("ThingTypeName"));
        Assert.Equal(("Lamp", "Lamps, lab-bench"), (told.ProductFields["ThingTypeName"], told.ProductFields["ThingGroupNames"]));
        Assert.Equal("plant-07", told.Resources[0].Details.Other["Attribute:site"]);

        using var add = new HttpRequestMessage(HttpMethod.Put, new Uri("/thing-groups/addThingToThingGroup", UriKind.Relative))
        {
            Content = JsonContent.Create(new JsonObject { ["thingName"] = "lamp-1", ["thingGroupName"] = "Quarantine" }),
        };
        add.Headers.Authorization = new AuthenticationHeaderValue(
            "AWS4-HMAC-SHA256", "Credential=111122223333/20260105/us-east-1/iot/aws4_request, SignedHeaders=host, Signature=0");
        using var added = await http.SendAsync(add, Cancelled);
        Assert.True(added.IsSuccessStatusCode, await added.Content.ReadAsStringAsync(Cancelled));

        var changed = await FindingAsync(simulator, static finding => finding.ProductFields["ThingGroupNames"].Contains("Quarantine", StringComparison.Ordinal));
        Assert.Equal("Lamps, Quarantine, lab-bench", changed.ProductFields["ThingGroupNames"]);
        var context = (await silo.GetAsync("/api/v1/things/111122223333/us-east-1/lamp-1", Cancelled))["context"]!;
        Assert.Equal(("Lamp", true, 3), ((string?)context["thingType"], (bool)context["registered"]!, context["groups"]!.AsArray().Count));
    }

    private static async Task<AwsSecurityFinding> FindingAsync(SimulatorClient simulator, Func<AwsSecurityFinding, bool> isIt)
    {
        AwsSecurityFinding? found = null;
        await Eventually.TrueAsync(
            "the finding is as it has to be",
            async () => (found = (await simulator.FindingsAsync(Cancelled)).SingleOrDefault(isIt)) is not null,
            Cancelled,
            Patience);
        return found!;
    }

    private static async Task PostAsync(HttpClient http, string path, JsonObject body)
    {
        using var answer = await http.PostAsJsonAsync(new Uri(path, UriKind.Relative), body, Cancelled);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancelled));
    }
}
