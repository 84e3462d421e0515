using System.Net;

using Amazon.DynamoDBv2.Model;

using Microsoft.Extensions.Time.Testing;

using Xunit;

namespace OrleansDefender.Tests.Cluster.DynamoDb;

/// <summary>What the membership of a cluster in DynamoDB promises.</summary>
public sealed class MembershipTests(DynamoServer server) : IAsyncLifetime
{
    private static readonly DateTime Start = new(2026, 8, 1, 12, 0, 0, DateTimeKind.Utc);

    private DynamoBench _bench = null!;
    private IMembershipTable _membership = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _bench = await DynamoBench.CreateAsync(server);
        _membership = await _bench.OpenMembershipAsync();
    }

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task A_silo_and_the_version_are_exactly_these_items()
    {
        Assert.Equal(
            """
            DeploymentId S cluster
            ETag N 0
            Generation N 0
            MembershipVersion N 0
            Port N 0
            ProxyPort N 0
            SiloIdentity S VersionRow
            SiloStatus N 0
            """,
            ItemText.Of(await ItemAsync("VersionRow")));

        var entry = Entry(7);
        entry.AddSuspector(SiloAddress.New(IPAddress.Parse("10.0.1.8"), 11111, 154494247), Start.AddMilliseconds(5));
        entry.AddSuspector(SiloAddress.New(IPAddress.Parse("10.0.1.9"), 11111, 154494248), Start.AddHours(1));
        Assert.True(await _membership.InsertRowAsync(entry, new TableVersion(1, "0"), Token));

        Assert.Equal(
            """
            Address S 10.0.1.7
            DeploymentId S cluster
            ETag N 0
            Generation N 154494246
            HostName S host-7
            IAmAliveTime S 2026-08-01 12:00:00.000 GMT
            MembershipVersion N 1
            Port N 11111
            ProxyPort N 30000
            SiloIdentity S 10.0.1.7-11111-154494246
            SiloName S silo-7
            SiloStatus N 2
            StartTime S 2026-08-01 12:00:00.000 GMT
            SuspectingSilos S 10.0.1.8:11111@154494247|10.0.1.9:11111@154494248
            SuspectingTimes S 2026-08-01 12:00:00.005 GMT|2026-08-01 13:00:00.000 GMT
            """,
            ItemText.Of(await ItemAsync("10.0.1.7-11111-154494246")));
        Assert.Equal(
            """
            DeploymentId S cluster
            ETag N 1
            Generation N 0
            MembershipVersion N 1
            Port N 0
            ProxyPort N 0
            SiloIdentity S VersionRow
            SiloStatus N 0
            """,
            ItemText.Of(await ItemAsync("VersionRow")));
    }

    [Fact]
    public async Task What_is_blank_is_left_out_and_read_as_empty()
    {
        var entry = Entry(1);
        entry.HostName = "";
        entry.SiloName = " ";
        await InsertAsync(entry);

        var item = (await ItemAsync("10.0.1.1-11111-154494240"))!;
        Assert.DoesNotContain("HostName", item.Keys);
        Assert.DoesNotContain("SiloName", item.Keys);
        Assert.DoesNotContain("SuspectingSilos", item.Keys);
        var read = Assert.Single((await _membership.ReadAllAsync(Token)).Members).Item1;
        Assert.Equal("", read.HostName);
        Assert.Empty(read.SuspectTimes!);
    }

    [Theory]
    [InlineData("10.0.1.1")]
    [InlineData("::1")]
    [InlineData("fd00:ec2::17")]
    public async Task A_silo_reads_as_it_was_written(string address)
    {
        var silo = SiloAddress.New(IPAddress.Parse(address), 11111, 5);
        var entry = Entry(1);
        entry.SiloAddress = silo;
        entry.AddSuspector(SiloAddress.New(IPAddress.Parse(address), 2, 3), Start.AddSeconds(1));
        await InsertAsync(entry);

        foreach (var data in (MembershipTableData[])[await _membership.ReadAllAsync(Token), await _membership.ReadRowAsync(silo, Token)])
        {
            var (read, eTag) = Assert.Single(data.Members);
            Assert.Equal(entry.ToFullString(), read.ToFullString());
            Assert.Equal(DateTimeKind.Utc, read.IAmAliveTime.Kind);
            Assert.Equal("0", eTag);
            Assert.Equal(1, data.Version.Version);
            Assert.Equal("1", data.Version.VersionEtag);
        }
    }

    [Fact]
    public async Task The_version_row_is_made_once_however_many_start_together()
    {
        await InsertAsync(Entry(1));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => _bench.OpenMembershipAsync()));
        Assert.Equal(1, (await _membership.ReadAllAsync(Token)).Version.Version);
    }

    [Fact]
    public async Task An_unknown_silo_reads_as_none_with_the_real_version()
    {
        await InsertAsync(Entry(1));
        var data = await _membership.ReadRowAsync(Entry(2).SiloAddress, Token);
        Assert.Empty(data.Members);
        Assert.Equal("1", data.Version.VersionEtag);
    }

    [Fact]
    public async Task A_table_without_a_version_row_is_an_error()
    {
        var other = _bench.CreateMembership("other");
        await other.InitializeMembershipTableAsync(false, Token);
        await Assert.ThrowsAsync<KeyNotFoundException>(() => other.ReadAllAsync(Token));
        await Assert.ThrowsAsync<KeyNotFoundException>(() => other.ReadRowAsync(Entry(1).SiloAddress, Token));
        await Assert.ThrowsAsync<KeyNotFoundException>(() => other.UpdateIAmAliveAsync(Entry(1), Token));
        Assert.False(await other.InsertRowAsync(Entry(1), new TableVersion(1, "0"), Token));
    }

    [Fact]
    public async Task Of_many_who_change_a_row_from_the_same_ETags_exactly_one_succeeds()
    {
        await InsertAsync(Entry(1));
        var data = await _membership.ReadAllAsync(Token);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(
            () =>
            {
                var entry = Entry(1);
                entry.ProxyPort = i;
                return _membership.UpdateRowAsync(entry, data.Members[0].Item2, data.Version.Next(), Token);
            },
            Token)));

        var winner = Assert.Single(outcomes.Index(), outcome => outcome.Item).Index;
        var after = await _membership.ReadAllAsync(Token);
        Assert.Equal(winner, after.Members[0].Item1.ProxyPort);
        Assert.Equal("1", after.Members[0].Item2);
        Assert.Equal(2, after.Version.Version);
        Assert.Equal("2", after.Version.VersionEtag);
    }

    [Fact]
    public async Task Silos_that_join_together_all_get_in_each_with_a_version_of_its_own()
    {
        const int Silos = 8;
        var tables = new List<IMembershipTable>();
        for (var i = 0; i < Silos; i++)
        {
            tables.Add(await _bench.OpenMembershipAsync());
        }

        await Task.WhenAll(tables.Select((table, i) => Task.Run(() => JoinAsync(table, Entry(i)), Token)));

        var data = await _membership.ReadAllAsync(Token);
        Assert.Equal(Silos, data.Members.Count);
        Assert.Equal(Silos, data.Version.Version);
        var versions = new List<string>();
        foreach (var (entry, _) in data.Members)
        {
            versions.Add((await ItemAsync($"{entry.SiloAddress.Endpoint.Address}-11111-{entry.SiloAddress.Generation}"))!["MembershipVersion"].N);
        }

        Assert.Equal(Enumerable.Range(1, Silos).Select(i => $"{i}"), versions.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("7", "1")]
    [InlineData("0", "7")]
    [InlineData("none", "1")]
    [InlineData("0", "none")]
    public async Task A_change_with_a_wrong_ETag_is_refused_and_changes_nothing(string rowETag, string versionETag)
    {
        await InsertAsync(Entry(1));
        var before = ItemText.Of(await ItemAsync("10.0.1.1-11111-154494240")) + ItemText.Of(await ItemAsync("VersionRow"));
        var entry = Entry(1).With(SiloStatus.Active);

        Assert.False(await _membership.UpdateRowAsync(entry, rowETag, new TableVersion(2, versionETag), Token));
        Assert.False(await _membership.InsertRowAsync(entry, new TableVersion(2, versionETag), Token));
        Assert.Equal(before, ItemText.Of(await ItemAsync("10.0.1.1-11111-154494240")) + ItemText.Of(await ItemAsync("VersionRow")));
    }

    [Fact]
    public async Task A_heartbeat_moves_the_time_alone_and_only_forward()
    {
        await InsertAsync(Entry(1));
        await _membership.UpdateIAmAliveAsync(Entry(1).With(Start.AddMinutes(2)), Token);
        await _membership.UpdateIAmAliveAsync(Entry(1).With(Start.AddMinutes(1)), Token);

        var data = await _membership.ReadAllAsync(Token);
        Assert.Equal(Start.AddMinutes(2), data.Members[0].Item1.IAmAliveTime);
        Assert.Equal("0", data.Members[0].Item2);
        Assert.Equal("1", data.Version.VersionEtag);
    }

    [Fact]
    public async Task A_heartbeat_of_a_silo_without_a_row_makes_none()
    {
        await _membership.UpdateIAmAliveAsync(Entry(1), Token);
        Assert.Empty((await _membership.ReadAllAsync(Token)).Members);
    }

    [Fact]
    public async Task A_change_keeps_a_heartbeat_that_came_after_the_row_was_read()
    {
        await InsertAsync(Entry(1));
        var data = await _membership.ReadAllAsync(Token);
        await _membership.UpdateIAmAliveAsync(Entry(1).With(Start.AddMinutes(2)), Token);

        Assert.True(await _membership.UpdateRowAsync(Entry(1).With(SiloStatus.Active), data.Members[0].Item2, data.Version.Next(), Token));

        var (entry, eTag) = Assert.Single((await _membership.ReadAllAsync(Token)).Members);
        Assert.Equal(SiloStatus.Active, entry.Status);
        Assert.Equal(Start.AddMinutes(2), entry.IAmAliveTime);
        Assert.Equal("1", eTag);
    }

    [Fact]
    public async Task What_joins_between_two_looks_of_one_reading_is_in_it_whole()
    {
        await InsertAsync(Entry(1));
        var other = await _bench.OpenMembershipAsync();
        var isFirst = 1;
        _bench.Proxy.OnCall = async call =>
        {
            if (call.Operation == "Query" && Interlocked.Exchange(ref isFirst, 0) == 1)
            {
                await JoinAsync(other, Entry(2));
            }

            return null;
        };

        var data = await _membership.ReadAllAsync(Token);
        Assert.Equal(2, data.Version.Version);
        Assert.Equal(2, data.Members.Count);
    }

    [Fact]
    public async Task What_changes_after_the_rows_were_read_makes_the_reading_begin_anew()
    {
        await InsertAsync(Entry(1));
        var other = await _bench.OpenMembershipAsync();
        var looks = 0;
        _bench.Proxy.OnCall = async call =>
        {
            // The second look at the version is the one after the query.
            if (call.Operation == "GetItem" && Interlocked.Increment(ref looks) == 2)
            {
                await JoinAsync(other, Entry(2));
            }

            return null;
        };

        var data = await _membership.ReadAllAsync(Token);
        Assert.Equal(2, data.Version.Version);
        Assert.Equal(2, data.Members.Count);
        Assert.True(_bench.Proxy.Count("Query") >= 3, "one query, one of the joining silo's, and one anew");
    }

    [Theory]
    [InlineData("SiloStatus", null)]
    [InlineData("SiloStatus", "77")]
    [InlineData("Port", "70000")]
    [InlineData("Port", null)]
    [InlineData("Address", "nowhere")]
    [InlineData("IAmAliveTime", "yesterday")]
    [InlineData("IAmAliveTime", "01/08/2026 12:00:00")]
    [InlineData("SuspectingSilos", "10.0.1.8:11111@1")]
    [InlineData("ETag", null)]
    public async Task A_row_that_cannot_be_read_is_an_error_and_never_a_silo_less(string attribute, string? value)
    {
        await InsertAsync(Entry(1));
        var item = (await ItemAsync("10.0.1.1-11111-154494240"))!;
        item.Remove(attribute);
        if (value is not null)
        {
            item.Add(attribute, char.IsAsciiDigit(value[0]) && !value.Contains(':', StringComparison.Ordinal) ? new AttributeValue { N = value } : new AttributeValue(value));
        }

        await _bench.Client.PutItemAsync(_bench.Table, item, Token);

        var failure = await Assert.ThrowsAsync<FormatException>(() => _membership.ReadAllAsync(Token));
        Assert.Contains("10.0.1.1-11111-154494240", failure.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<FormatException>(() => _membership.ReadRowAsync(Entry(1).SiloAddress, Token));
    }

    [Fact]
    public async Task A_large_table_is_read_and_emptied_whole_and_other_clusters_are_not_touched()
    {
        const int Silos = 90;
        var other = await _bench.OpenMembershipAsync("other");
        await JoinAsync(other, Entry(1));
        await FillAsync(Silos);

        Assert.Equal(Silos, (await _membership.ReadAllAsync(Token)).Members.Count);
        Assert.True(_bench.Proxy.Count("Query") > 2, "the table is to have several pages");

        // Of the first batch five rows are left undone.
        var deletes = 0;
        _bench.Proxy.OnCall = call =>
        {
            if (call.Operation != "BatchWriteItem" || Interlocked.Increment(ref deletes) != 1)
            {
                return Task.FromResult<DynamoFault?>(null);
            }

            var undone = call.Body["RequestItems"]![_bench.Table]!.AsArray().Take(5).Select(request => request!.ToJsonString());
            return Task.FromResult<DynamoFault?>(new DynamoFault.Answer($$$"""{"UnprocessedItems":{"{{{_bench.Table}}}":[{{{string.Join(',', undone)}}}]}}"""));
        };
        await _membership.DeleteMembershipTableEntriesAsync("cluster", Token);

        // The answer of the first batch was made up: its other twenty rows are left, the five that were named undone are not.
        var left = await _bench.Client.QueryAsync(
            new QueryRequest
            {
                TableName = _bench.Table,
                KeyConditionExpression = "DeploymentId = :c",
                ExpressionAttributeValues = new Dictionary<string, AttributeValue> { [":c"] = new("cluster") },
            },
            Token);
        Assert.Equal(20, left.Items.Count);
        _bench.Proxy.OnCall = static _ => Task.FromResult<DynamoFault?>(null);
        await _membership.DeleteMembershipTableEntriesAsync("cluster", Token);
        await Assert.ThrowsAsync<KeyNotFoundException>(() => _membership.ReadAllAsync(Token));
        Assert.Single((await other.ReadAllAsync(Token)).Members);
    }

    [Fact]
    public async Task Clean_up_removes_the_long_dead_and_nothing_else()
    {
        var limit = Start.AddDays(-7);
        await InsertAsync(Old(1));
        await InsertAsync(Old(2).With(SiloStatus.Active));
        await InsertAsync(Old(3).With(SiloStatus.ShuttingDown));
        await InsertAsync(Old(4).With(limit));
        var voted = Old(5);
        voted.AddSuspector(Entry(9).SiloAddress, limit);
        await InsertAsync(voted);
        var votedLongAgo = Old(6);
        votedLongAgo.AddSuspector(Entry(9).SiloAddress, limit.AddTicks(-TimeSpan.TicksPerMillisecond));
        await InsertAsync(votedLongAgo);
        var young = Old(7);
        young.StartTime = limit;
        await InsertAsync(young);

        await _membership.CleanupDefunctSiloEntriesAsync(limit, Token);

        var left = (await _membership.ReadAllAsync(Token)).Members.Select(member => member.Item1.SiloName);
        Assert.Equal(["silo-2", "silo-3", "silo-4", "silo-5", "silo-7"], left.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Clean_up_spares_what_changed_since_it_looked()
    {
        await InsertAsync(Old(1));
        await InsertAsync(Old(2));
        _bench.Proxy.OnCall = async call =>
        {
            if (call.Operation == "DeleteItem")
            {
                // Behind its back: the row is of another now.
                var item = (await ItemAsync("10.0.1.1-11111-154494240"))!;
                item["ETag"] = new AttributeValue { N = "9" };
                await _bench.Client.PutItemAsync(_bench.Table, item, Token);
            }

            return null;
        };
        await _membership.CleanupDefunctSiloEntriesAsync(Start, Token);
        Assert.Equal("silo-1", Assert.Single((await _membership.ReadAllAsync(Token)).Members).Item1.SiloName);
    }

    [Fact]
    public async Task A_throttled_transaction_is_tried_again_and_no_conflict()
    {
        _bench.Proxy.Fail("TransactWriteItems", Cancelled("ThrottlingError", "None"), Cancelled("ConditionalCheckFailed", "ProvisionedThroughputExceeded"), new DynamoFault.Error("TransactionInProgressException"));
        Assert.True(await _membership.InsertRowAsync(Entry(1), new TableVersion(1, "0"), Token));
        Assert.Equal(4, _bench.Proxy.Count("TransactWriteItems"));
    }

    [Theory]
    [InlineData("TransactionConflict", "None")]
    [InlineData("None", "TransactionConflict")]
    [InlineData("ConditionalCheckFailed", "ConditionalCheckFailed")]
    public async Task A_transaction_that_met_another_is_a_conflict(string first, string second)
    {
        _bench.Proxy.Fail("TransactWriteItems", Cancelled(first, second));
        Assert.False(await _membership.InsertRowAsync(Entry(1), new TableVersion(1, "0"), Token));
    }

    [Theory]
    [InlineData("ValidationError", "None")]
    [InlineData("ConditionalCheckFailed", "ItemCollectionSizeLimitExceeded")]
    public async Task A_transaction_that_failed_otherwise_is_an_error(string first, string second)
    {
        _bench.Proxy.Fail("TransactWriteItems", Cancelled(first, second));
        await Assert.ThrowsAsync<TransactionCanceledException>(() => _membership.InsertRowAsync(Entry(1), new TableVersion(1, "0"), Token));
    }

    [Fact]
    public async Task All_tries_of_one_write_have_one_token_so_that_a_lost_answer_does_not_make_it_two()
    {
        _bench.Proxy.Fail("TransactWriteItems", new DynamoFault.LostAnswer(), Cancelled("ThrottlingError", "None"));
        await _membership.InsertRowAsync(Entry(1), new TableVersion(1, "0"), Token);

        var tokens = _bench.Proxy.Calls.Where(call => call.Operation == "TransactWriteItems").Select(call => (string?)call.Body["ClientRequestToken"]).ToList();
        Assert.True(tokens.Count >= 3);
        Assert.NotNull(Assert.Single(tokens.Distinct()));
    }

    [Fact]
    public async Task A_read_that_meets_a_transaction_is_tried_again()
    {
        await InsertAsync(Entry(1));
        _bench.Proxy.Fail("TransactGetItems", Cancelled("TransactionConflict", "None"), Cancelled("None", "ThrottlingError"));
        Assert.Single((await _membership.ReadRowAsync(Entry(1).SiloAddress, Token)).Members);
    }

    [Fact]
    public async Task Reading_stops_between_pages_when_it_is_cancelled()
    {
        await FillAsync(60);
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(Token);
        _bench.Proxy.OnCall = async call =>
        {
            if (call.Operation == "Query" && call.Body.ContainsKey("ExclusiveStartKey"))
            {
                await cancelled.CancelAsync();
                return new DynamoFault.Silence();
            }

            return null;
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _membership.ReadAllAsync(cancelled.Token));
    }

    [Fact]
    public async Task What_is_cancelled_before_it_begins_asks_nothing()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        var calls = _bench.Proxy.Calls.Count;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _membership.InsertRowAsync(Entry(1), new TableVersion(1, "0"), cancelled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _membership.UpdateIAmAliveAsync(Entry(1), cancelled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _membership.ReadAllAsync(cancelled.Token));
        Assert.Equal(calls, _bench.Proxy.Calls.Count);
    }

    [Fact]
    public async Task A_heartbeat_that_gets_no_answer_is_given_up_within_five_seconds()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(Start));
        var membership = await _bench.OpenMembershipAsync(time: time);
        var arrived = new TaskCompletionSource();
        _bench.Proxy.OnCall = _ =>
        {
            arrived.TrySetResult();
            return Task.FromResult<DynamoFault?>(new DynamoFault.Silence());
        };
        var heartbeat = membership.UpdateIAmAliveAsync(Entry(1), Token);
        await arrived.Task.WaitAsync(Token);
        Assert.False(heartbeat.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(5));
        await Assert.ThrowsAsync<TimeoutException>(() => heartbeat);
    }

    [Fact]
    public async Task Gateways_are_the_active_silos_of_the_cluster_that_listen_and_cost_no_scan()
    {
        await InsertAsync(Entry(1).With(SiloStatus.Active));
        await InsertAsync(Entry(2));
        await InsertAsync(Entry(3).With(SiloStatus.Dead));
        var silent = Entry(4).With(SiloStatus.Active);
        silent.ProxyPort = 0;
        await InsertAsync(silent);
        await JoinAsync(await _bench.OpenMembershipAsync("other"), Entry(5).With(SiloStatus.Active));

        var gateways = _bench.CreateGateways();
        await gateways.InitializeGatewayListProviderAsync(Token);
        var found = Assert.Single(await gateways.GetGatewaysAsync(Token));

        Assert.Equal(SiloAddress.New(IPAddress.Parse("10.0.1.1"), 30000, 154494240).ToGatewayUri(), found);
        Assert.Equal(0, _bench.Proxy.Count("Scan"));
        Assert.Equal(TimeSpan.FromMinutes(1), gateways.MaxStaleness);
    }

#pragma warning disable CS0618 // The methods without a token are part of the contract still.
    [Fact]
    public async Task The_methods_without_a_token_do_the_same()
    {
        await _membership.InitializeMembershipTable(true);
        Assert.True(await _membership.InsertRow(Old(1), new TableVersion(1, "0")));
        Assert.True(await _membership.UpdateRow(Old(1), "0", new TableVersion(2, "1")));
        await _membership.UpdateIAmAlive(Entry(1).With(Start.AddDays(-20)));
        Assert.Single((await _membership.ReadRow(Entry(1).SiloAddress)).Members);
        await _membership.CleanupDefunctSiloEntries(Start);
        Assert.Empty((await _membership.ReadAll()).Members);
        await _membership.DeleteMembershipTableEntries("cluster");
        Assert.Null(await ItemAsync("VersionRow"));
        var gateways = _bench.CreateGateways();
        await gateways.InitializeGatewayListProvider();
        Assert.Empty(await gateways.GetGateways());
    }
#pragma warning restore CS0618

    private static MembershipEntry Entry(int number) => new()
    {
        SiloAddress = SiloAddress.New(IPAddress.Parse($"10.0.1.{number}"), 11111, number == 7 ? 154494246 : 154494240),
        HostName = $"host-{number}",
        SiloName = $"silo-{number}",
        Status = SiloStatus.Joining,
        ProxyPort = 30000,
        StartTime = Start,
        IAmAliveTime = Start,
        SuspectTimes = [],
    };

    private static MembershipEntry Old(int number)
    {
        var entry = Entry(number).With(SiloStatus.Dead);
        entry.StartTime = Start.AddDays(-30);
        entry.IAmAliveTime = Start.AddDays(-29);
        return entry;
    }

    private static DynamoFault.Error Cancelled(string first, string second) => new(
        "TransactionCanceledException", $$""","CancellationReasons":[{"Code":"{{first}}"},{"Code":"{{second}}"}]""");

    private static async Task JoinAsync(IMembershipTable table, MembershipEntry entry)
    {
        while (!await table.InsertRowAsync(entry, (await table.ReadAllAsync(Token)).Version.Next(), Token))
        {
            // Another joined first: look again.
        }
    }

    private Task<Dictionary<string, AttributeValue>?> ItemAsync(string identity) => _bench.ItemAsync("DeploymentId", "cluster", "SiloIdentity", identity);

    private async Task InsertAsync(MembershipEntry entry) =>
        Assert.True(await _membership.InsertRowAsync(entry, (await _membership.ReadAllAsync(Token)).Version.Next(), Token));

    /// <summary>Fills the cluster with silos of long names, so that a page of the table holds only some.</summary>
    private async Task FillAsync(int silos)
    {
        await InsertAsync(Entry(0));
        var row = (await ItemAsync("10.0.1.0-11111-154494240"))!;
        row["HostName"] = new AttributeValue(new string('h', 30_000));
        foreach (var chunk in Enumerable.Range(1, silos - 1).Chunk(20))
        {
            var writes = chunk.Select(number => new WriteRequest(new PutRequest(new Dictionary<string, AttributeValue>(row)
            {
                ["SiloIdentity"] = new($"10.0.1.{number}-11111-154494240"),
                ["Address"] = new($"10.0.1.{number}"),
            })));
            await _bench.Client.BatchWriteItemAsync(
                new BatchWriteItemRequest(new Dictionary<string, List<WriteRequest>> { [_bench.Table] = [.. writes] }), Token);
        }
    }
}
