using System.Text.Json.Nodes;

using Amazon.SecurityHub.Model;

using OrleansDefender.Silo.Hosting;
using OrleansDefender.Tests.Aws.SimulatorTests;
using OrleansDefender.Tests.Shared;

using Xunit;

namespace OrleansDefender.Tests.Aws.EndToEnd;

/// <summary>
/// What the published sample solution (aws-samples/iot-device-defender-integration-with-securityhub) does wrong with detect events, verifications and delivery,
/// done right here. The numbers are those of this project's list of its defects; the ones left out concern its deployment or audits only.
/// </summary>
public sealed class PublishedSolutionDefectsTests(SiloFixture silo) : IClassFixture<SiloFixture>
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private SiloHost Host => silo.Host;

    [Fact]
    public async Task Defect_01_and_02_A_detect_event_and_a_verification_are_processed_at_all()
    {
        await HappenAsync(EventBody.Detect("d02", "v-d02"));
        await HappenAsync(EventBody.Verification("v-d02", "TRUE_POSITIVE", "Seen on site"));

        var finding = await Host.OnlyFindingAsync("d02", Cancelled);
        Assert.Equal(("ACTIVE", "NOTIFIED", "HIGH"), (finding.RecordState.Value, finding.Workflow.Status.Value, finding.Severity.Label.Value));
        Assert.Equal("TRUE_POSITIVE", finding.VerificationState.Value);
    }

    [Fact]
    public async Task Defect_04_An_audit_archives_no_detect_finding()
    {
        await HappenAsync(EventBody.Detect("d04", "v-d04"));
        await HappenAsync([.. SampleFiles.Names("sns-audit-*.json").Select(SampleFiles.Read)]);

        var finding = await Host.OnlyFindingAsync("d04", Cancelled);
        Assert.Equal("ACTIVE", finding.RecordState.Value);
        Assert.All(finding.Types, static type => Assert.StartsWith("Unusual Behaviors/", type, StringComparison.Ordinal));
        Assert.Equal(1, (int?)(await Host.OnlyAlarmAsync("d04", Cancelled))["revision"]);
    }

    [Fact]
    public async Task Defect_08_A_cleared_alarm_archives_its_finding()
    {
        await HappenAsync(EventBody.Detect("d08", "v-d08"));
        var open = await Host.OnlyFindingAsync("d08", Cancelled);
        await HappenAsync(EventBody.Detect("d08", "v-d08", "alarm-cleared", minute: 15));

        var closed = await Host.OnlyFindingAsync("d08", Cancelled);
        Assert.Equal((open.Id, "ACTIVE", "ARCHIVED"), (closed.Id, open.RecordState.Value, closed.RecordState.Value));
        Assert.Equal("HIGH", closed.Severity.Label.Value);
    }

    [Theory]
    [InlineData("FALSE_POSITIVE")]
    [InlineData("BENIGN_POSITIVE")]
    public async Task Defect_09_A_false_or_benign_positive_archives_and_suppresses_its_finding(string state)
    {
        await HappenAsync(EventBody.Detect("d09-" + state, "v-d09-" + state));
        await HappenAsync(EventBody.Verification("v-d09-" + state, state, "Planned credential rotation"));

        var finding = await Host.OnlyFindingAsync("d09-" + state, Cancelled);
        Assert.Equal(("ARCHIVED", "SUPPRESSED"), (finding.RecordState.Value, finding.Workflow.Status.Value));
        Assert.Equal(state, finding.VerificationState.Value);
        Assert.Contains("Planned credential rotation", finding.Note.Text, StringComparison.Ordinal);

        // And the new episode is news again.
        await HappenAsync(EventBody.Detect("d09-" + state, "v-d09-2-" + state, minute: 60));
        var again = await Host.OnlyFindingAsync("d09-" + state, Cancelled);
        Assert.Equal(("ACTIVE", "NEW"), (again.RecordState.Value, again.Workflow.Status.Value));
    }

    [Fact]
    public async Task Defect_10_Findings_of_others_are_neither_read_nor_touched()
    {
        const string Foreign = "somebody-elses-finding";
        using var hub = Host.Hub();
        var imported = await hub.BatchImportFindingsAsync(new BatchImportFindingsRequest { Findings = [ForeignFinding(Foreign)] }, Cancelled);
        Assert.Empty(imported.FailedFindings ?? []);
        var before = (await Host.FindingsAsync(Cancelled)).Single(static finding => finding.Id == Foreign);
        var reads = await Host.CallsAsync("GetFindings", "count", Cancelled);

        await HappenAsync(EventBody.Detect("d10", "v-d10"));
        await HappenAsync(EventBody.Detect("d10", "v-d10", "alarm-cleared", minute: 15));

        Assert.Equal(reads, await Host.CallsAsync("GetFindings", "count", Cancelled));
        var after = (await Host.FindingsAsync(Cancelled)).Single(static finding => finding.Id == Foreign);
        Assert.Equal((before.RecordState.Value, before.UpdatedAt, before.ProcessedAt), (after.RecordState.Value, after.UpdatedAt, after.ProcessedAt));
    }

    [Theory]
    [InlineData("BatchImportFindings", "throttle")]
    [InlineData("BatchImportFindings", "lost-answer")]
    [InlineData("BatchUpdateFindings", "error")]
    [InlineData("BatchUpdateFindings", "lost-answer")]
    public async Task Defect_11_A_call_that_failed_is_repeated_until_it_has_landed(string operation, string fault)
    {
        var thing = $"d11-{operation}-{fault}";
        var word = EventBody.Verification("v-" + thing, "FALSE_POSITIVE", "Planned");
        if (operation == "BatchUpdateFindings")
        {
            await HappenAsync(EventBody.Detect(thing, "v-" + thing));
        }

        await Host.SetFaultAsync(new { operation, fault, rate = 1 }, Cancelled);
        await Host.SendAsync(operation == "BatchUpdateFindings" ? [word] : [EventBody.Detect(thing, "v-" + thing), word], Cancelled);
        await Eventually.TrueAsync(
            $"{operation} that is struck by {fault}",
            async () => (await Host.SimAsync("/_sim/faults", Cancelled))["faults"]!.AsArray().Sum(static row => (long)row!["hits"]!) > 0,
            Cancelled,
            TimeSpan.FromSeconds(60));
        await Host.SetFaultAsync(new { operation, fault, rate = 0 }, Cancelled);
        await Host.QuietAsync(Cancelled);

        var finding = await Host.OnlyFindingAsync(thing, Cancelled);
        Assert.Equal(("ARCHIVED", "SUPPRESSED"), (finding.RecordState.Value, finding.Workflow.Status.Value));
        Assert.Null((await Host.OnlyAlarmAsync(thing, Cancelled))["rejection"]);
    }

    [Fact]
    public async Task Defect_11_An_update_that_the_answer_lists_as_unprocessed_is_repeated()
    {
        const string Thing = "d11-unprocessed";
        var time = new ShiftedTime();
        await using var simulator = await TestSimulator.StartAsync(time: time);
        await using var host = await SiloHost.StartAsync(["--Simulator:Embedded=false", $"--Simulator:Url={simulator.App.Url}"], cancellationToken: Cancelled);
        await host.SendAsync([EventBody.Detect(Thing, "v-" + Thing), EventBody.Verification("v-" + Thing, "FALSE_POSITIVE", "Planned", minute: 10)], Cancelled);
        await host.QuietAsync(Cancelled);
        Assert.Equal("ARCHIVED", (await host.OnlyFindingAsync(Thing, Cancelled)).RecordState.Value);

        // The hub forgets archived findings after 30 days. The word's withdrawal updates first and imports then, so that it finds nothing to update.
        time.Forward(TimeSpan.FromDays(31));
        Assert.Empty(await host.FindingsAsync(Cancelled));
        await host.SendAsync([EventBody.Verification("v-" + Thing, "UNKNOWN", "It was not", minute: 20)], Cancelled);
        await host.QuietAsync(Cancelled);

        var outcomes = (await host.SimAsync("/_sim/calls?operation=BatchUpdateFindings", Cancelled))["calls"]!.AsArray().Select(static call => (string?)call!["outcome"]);
        Assert.Equal(["ok", "partial", "ok"], outcomes);
        var finding = await host.OnlyFindingAsync(Thing, Cancelled);
        Assert.Equal(("ACTIVE", "NEW", "UNKNOWN"), (finding.RecordState.Value, finding.Workflow.Status.Value, finding.VerificationState.Value));
        Assert.Contains("It was not", finding.Note.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Defect_12_A_title_of_423_characters_is_cut_and_lands()
    {
        var thing = "d12-" + new string('t', 124);
        await HappenAsync(EventBody.Detect(
            thing, "v-d12", behavior: new string('b', 123) + "-High", change: static body => body["securityProfileName"] = new string('p', 128)));

        var finding = await Host.OnlyFindingAsync(thing, Cancelled);
        Assert.Equal(("ACTIVE", "HIGH"), (finding.RecordState.Value, finding.Severity.Label.Value));
        Assert.Equal(256, finding.Title.Length);
        Assert.EndsWith("…", finding.Title, StringComparison.Ordinal);
        Assert.StartsWith(thing, finding.Title, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Defect_12_A_name_of_characters_outside_the_BMP_is_cut_between_them()
    {
        var thing = "d12" + string.Concat(Enumerable.Repeat("🜁", 62));
        await HappenAsync(EventBody.Detect(thing, "v-d12-bmp", behavior: new string('b', 123) + "-High", change: static body => body["securityProfileName"] = new string('p', 128)));

        var finding = await Host.OnlyFindingAsync(thing, Cancelled);
        Assert.InRange(finding.Title.Length, 255, 256);
        Assert.DoesNotContain('\uFFFD', finding.Title + finding.Description + finding.Resources.Single().Id);
        Assert.Equal(thing, (string?)(await Host.ThingAsync(thing, Cancelled))["thing"]);
    }

    [Fact]
    public async Task Defect_13_A_reason_of_1000_characters_fits_the_note()
    {
        await HappenAsync(EventBody.Detect("d13", "v-d13"));
        await HappenAsync(EventBody.Verification("v-d13", "FALSE_POSITIVE", "Because " + new string('x', 992)));

        var finding = await Host.OnlyFindingAsync("d13", Cancelled);
        Assert.Equal("SUPPRESSED", finding.Workflow.Status.Value);
        Assert.Equal(512, finding.Note.Text.Length);
        Assert.Contains("Because xxx", finding.Note.Text, StringComparison.Ordinal);
        Assert.EndsWith("…", finding.Note.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Defect_13_A_word_without_a_reason_gives_a_note_without_one()
    {
        await HappenAsync(EventBody.Detect("d13-none", "v-d13-none"));
        await HappenAsync(EventBody.Verification("v-d13-none", "FALSE_POSITIVE", reason: null));

        var note = (await Host.OnlyFindingAsync("d13-none", Cancelled)).Note.Text;
        Assert.Contains("FALSE_POSITIVE", note, StringComparison.Ordinal);
        Assert.DoesNotContain("None", note, StringComparison.Ordinal);
        Assert.DoesNotContain("null", note, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Defect_16_Criteria_without_value_percentile_or_model_are_no_obstacle()
    {
        await HappenAsync(EventBody.Detect("d16-bare", "v-d16-bare", change: static body => body["behavior"]!["criteria"] = new JsonObject()));
        await HappenAsync(EventBody.Detect("d16-none", "v-d16-none", change: static body =>
        {
            body["behavior"]!.AsObject().Remove("criteria");
            body.Remove("metricValue");
        }));

        Assert.Equal("ACTIVE", (await Host.OnlyFindingAsync("d16-bare", Cancelled)).RecordState.Value);
        Assert.Equal("ACTIVE", (await Host.OnlyFindingAsync("d16-none", Cancelled)).RecordState.Value);
    }

    [Theory]
    [InlineData("Auth-Fail-High", "HIGH")]
    [InlineData("Auth-Fail-cRiTiCaL", "CRITICAL")]
    [InlineData("High-Auth-Low", "LOW")]
    [InlineData("AuthHigh", "MEDIUM")]
    [InlineData("Auth-Informational", "INFORMATIONAL")]
    public async Task Defect_16_The_last_part_of_a_name_with_dashes_gives_the_severity(string behavior, string severity)
    {
        var thing = "d16-" + behavior;
        await HappenAsync(EventBody.Detect(thing, "v-" + thing, behavior: behavior));

        Assert.Equal(severity, (await Host.OnlyFindingAsync(thing, Cancelled)).Severity.Label.Value);
    }

    [Fact]
    public async Task Defect_17_Times_are_those_of_the_events_and_a_late_one_changes_no_newer_state()
    {
        await HappenAsync(EventBody.Detect("d17", "v-d17", minute: 0));
        var first = await Host.OnlyFindingAsync("d17", Cancelled);
        await HappenAsync(EventBody.Detect("d17", "v-d17", "alarm-cleared", minute: 15));
        await HappenAsync(EventBody.Detect("d17", "v-d17-earlier", minute: -30));

        var last = await Host.OnlyFindingAsync("d17", Cancelled);
        Assert.Equal("ARCHIVED", last.RecordState.Value);
        Assert.Equal("2026-01-05T12:00:00.000Z", first.FirstObservedAt);
        Assert.Equal("2026-01-05T12:00:00.000Z", first.LastObservedAt);
        Assert.Equal("2026-01-05T11:30:00.000Z", last.FirstObservedAt);
        Assert.Equal("2026-01-05T12:15:00.000Z", last.LastObservedAt);
        Assert.Equal(first.CreatedAt, last.CreatedAt);
        Assert.True(string.CompareOrdinal(first.UpdatedAt, last.UpdatedAt) < 0, $"{first.UpdatedAt} must be before {last.UpdatedAt}");
        var alarm = await Host.OnlyAlarmAsync("d17", Cancelled);
        Assert.Equal(("closed", 2, "v-d17"), ((string?)alarm["state"], (int)alarm["episodes"]!, (string?)alarm["violationId"]));
    }

    [Theory]
    [InlineData("aws-cn", "cn-north-1", "https://cn-north-1.console.amazonaws.cn/iot/home?region=cn-north-1#/")]
    [InlineData("aws-us-gov", "us-gov-west-1", "https://us-gov-west-1.console.amazonaws-us-gov.com/iot/home?region=us-gov-west-1#/")]
    [InlineData("aws", "eu-central-1", "https://eu-central-1.console.aws.amazon.com/iot/home?region=eu-central-1#/")]
    public async Task Defect_18_China_and_GovCloud_get_their_own_partition_and_console(string partition, string region, string console)
    {
        var account = DefenderOptions.LocalAccount;
        await HappenAsync(EventBody.Wrapped($"arn:{partition}:sns:{region}:{account}:iot-defender-detect", EventBody.Detect("d18", "v-d18")));

        var finding = await Host.OnlyFindingAsync("d18", Cancelled, region);
        Assert.StartsWith($"arn:{partition}:", finding.Id, StringComparison.Ordinal);
        Assert.Equal($"arn:{partition}:securityhub:{region}:{account}:product/{account}/default", finding.ProductArn);
        Assert.StartsWith(console, finding.Remediation.Recommendation.Url, StringComparison.Ordinal);
        Assert.StartsWith(console, finding.SourceUrl, StringComparison.Ordinal);
        var resource = Assert.Single(finding.Resources);
        Assert.Equal((partition, region), (resource.Partition.Value, resource.Region));
        Assert.Equal($"arn:{partition}:iot:{region}:{account}:thing/d18", resource.Id);
        Assert.Equal(finding.Id, (string?)(await Host.OnlyAlarmAsync("d18", Cancelled, region))["findingId"]);
    }

    [Fact]
    public async Task Defect_19_Thirty_deliveries_of_one_event_are_one_episode_one_finding_and_one_change()
    {
        var body = EventBody.Detect("d19", "v-d19");
        await HappenAsync([.. Enumerable.Repeat(body, 30)]);
        var first = await Host.OnlyFindingAsync("d19", Cancelled);
        await HappenAsync(body, EventBody.Wrapped("arn:aws:sns:us-east-1:111122223333:iot-defender-detect", body));

        var last = await Host.OnlyFindingAsync("d19", Cancelled);
        Assert.Equal((first.Id, first.UpdatedAt, "ACTIVE"), (last.Id, last.UpdatedAt, last.RecordState.Value));
        var alarm = await Host.OnlyAlarmAsync("d19", Cancelled);
        Assert.Equal((1, 1), ((int)alarm["episodes"]!, (int)alarm["revision"]!));
    }

    [Fact]
    public async Task Defect_19_A_repeated_word_takes_nothing_back_that_the_customer_did_since()
    {
        var word = EventBody.Verification("v-d19-word", "TRUE_POSITIVE", "Confirmed");
        await HappenAsync(EventBody.Detect("d19-word", "v-d19-word"));
        await HappenAsync(word);
        var finding = await Host.OnlyFindingAsync("d19-word", Cancelled);
        using var hub = Host.Hub();
        await hub.BatchUpdateFindingsAsync(
            new BatchUpdateFindingsRequest
            {
                FindingIdentifiers = [new AwsSecurityFindingIdentifier { Id = finding.Id, ProductArn = finding.ProductArn }],
                Workflow = new WorkflowUpdate { Status = "RESOLVED" },
                Note = new NoteUpdate { Text = "Device replaced", UpdatedBy = "customer" },
            },
            Cancelled);

        await HappenAsync(word, EventBody.Detect("d19-word", "v-d19-word"));

        var after = await Host.OnlyFindingAsync("d19-word", Cancelled);
        Assert.Equal(("RESOLVED", "Device replaced"), (after.Workflow.Status.Value, after.Note.Text));
    }

    [Fact]
    public async Task Defect_20_An_invalidated_alarm_without_verification_state_is_closed()
    {
        await HappenAsync(EventBody.Detect("d20", "v-d20"));
        await HappenAsync(EventBody.Detect("d20", "v-d20", "alarm-invalidated", minute: 60, change: static body => body.Remove("metricValue")));

        var finding = await Host.OnlyFindingAsync("d20", Cancelled);
        Assert.Equal(("ARCHIVED", "NEW"), (finding.RecordState.Value, finding.Workflow.Status.Value));
        Assert.Equal("invalidated", (string?)(await Host.OnlyAlarmAsync("d20", Cancelled))["display"]);
    }

    [Fact]
    public async Task Defect_20_An_invalidated_alarm_that_an_analyst_confirmed_stays_active()
    {
        await HappenAsync(EventBody.Detect("d20-true", "v-d20-true"), EventBody.Verification("v-d20-true", "TRUE_POSITIVE", "Silenced by the intruder?", minute: 10));
        await HappenAsync(EventBody.Detect("d20-true", "v-d20-true", "alarm-invalidated", minute: 60));

        var finding = await Host.OnlyFindingAsync("d20-true", Cancelled);
        Assert.Equal(("ACTIVE", "NOTIFIED"), (finding.RecordState.Value, finding.Workflow.Status.Value));
    }

    private static AwsSecurityFinding ForeignFinding(string id) => new()
    {
        SchemaVersion = "2018-10-08",
        Id = id,
        ProductArn = "arn:aws:securityhub:us-east-1:111122223333:product/111122223333/default",
        GeneratorId = "another-tool",
        AwsAccountId = DefenderOptions.LocalAccount,
        CreatedAt = "2026-01-05T00:00:00.000Z",
        UpdatedAt = "2026-01-05T00:00:00.000Z",
        Title = "Of another tool",
        Description = "Stays as it is.",
        Types = ["Unusual Behaviors/User"],
        Severity = new Amazon.SecurityHub.Model.Severity { Label = "LOW" },
        Resources = [new Resource { Type = "Other", Id = "somewhere" }],
    };

    /// <summary>Sends bodies and waits until all that follows from them is done.</summary>
    private async Task HappenAsync(params string[] bodies)
    {
        await Host.SendAsync(bodies, Cancelled);
        await Host.QuietAsync(Cancelled);
    }
}
