using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

using OrleansDefender.Silo.Api;
using OrleansDefender.Silo.Hosting;

using Xunit;

namespace OrleansDefender.Tests.Unit.Silo;

public sealed class AuditQueryTests
{
    private static readonly DefenderOptions Options = new() { Account = "444455556666", Region = "eu-central-1" };

    [Fact]
    public void Nothing_asked_means_the_configured_account_and_Region_and_the_first_fifty()
    {
        Assert.Empty(Read("", out var query));
        Assert.Equal(new AuditQuery(new AccountRegion("444455556666", "eu-central-1"), null, 50), query);
    }

    [Fact]
    public void All_parameters_are_read_in_any_case()
    {
        Assert.Empty(Read("?Account=111122223333&REGION=us-east-1&cursor=task-1&limit=200", out var query));
        Assert.Equal(new AuditQuery(new AccountRegion("111122223333", "us-east-1"), "task-1", 200), query);
    }

    [Theory]
    [InlineData("?account=1234", "account", "Must be twelve digits.")]
    [InlineData("?account=", "account", "Must be twelve digits.")]
    [InlineData("?region=US%20East", "region", "Must be a Region's code, such as us-east-1.")]
    [InlineData("?account=111122223333&account=111122223333", "account", "Give it once.")]
    [InlineData("?limit=0", "limit", "Must be a whole number from 1 to 200.")]
    [InlineData("?limit=201", "limit", "Must be a whole number from 1 to 200.")]
    [InlineData("?limit=+1", "limit", "Must be a whole number from 1 to 200.")]
    [InlineData("?cursor=", "cursor", ThingsQuery.CursorRule)]
    [InlineData("?task=x", "task", "There is no such parameter; there are account, region, cursor, limit.")]
    public void What_cannot_be_understood_is_named_with_its_rule(string query, string parameter, string rule)
    {
        var (name, rules) = Assert.Single(Read(query, out _));
        Assert.Equal(parameter, name);
        Assert.Equal([rule], rules);
    }

    [Fact]
    public void What_has_no_pages_takes_no_parameters_of_pages() => Assert.Equal(
        ["There is no such parameter; there are account, region."],
        Assert.Single(AuditQuery.Read(new QueryCollection(QueryHelpers.ParseQuery("?limit=5")), Options, isPaged: false, out _)).Value);

    private static Dictionary<string, string[]> Read(string query, out AuditQuery read) =>
        AuditQuery.Read(new QueryCollection(QueryHelpers.ParseQuery(query)), Options, isPaged: true, out read);
}
