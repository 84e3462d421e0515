using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

using OrleansDefender.Fleet;
using OrleansDefender.Silo.Api;

using Xunit;

namespace OrleansDefender.Tests.Unit.Silo;

public sealed class ThingsQueryTests
{
    [Fact]
    public void Nothing_asked_means_everything_by_the_hundred()
    {
        Assert.Empty(Read("", out var query));
        Assert.Equal(new WatchQuery { MinSeverity = Severity.None, IsOpen = null, Cursor = null, Limit = 100 }, query);
    }

    [Fact]
    public void All_parameters_are_read_in_any_case()
    {
        Assert.Empty(Read("?minseverity=high&minposture=low&STATE=Open&cursor=abc&limit=1000", out var query));
        Assert.Equal(new WatchQuery { MinSeverity = Severity.High, MinPosture = Severity.Low, IsOpen = true, Cursor = "abc", Limit = 1000 }, query);
    }

    [Fact]
    public void Closed_means_things_without_an_open_alarm()
    {
        Assert.Empty(Read("?state=closed", out var query));
        Assert.False(query.IsOpen);
    }

    [Theory]
    [InlineData("?minSeverity=URGENT", "minSeverity", "Must be one of CRITICAL, HIGH, MEDIUM, LOW, INFORMATIONAL, NONE.")]
    [InlineData("?minSeverity=4", "minSeverity", "Must be one of CRITICAL, HIGH, MEDIUM, LOW, INFORMATIONAL, NONE.")]
    [InlineData("?minSeverity=", "minSeverity", "Must be one of CRITICAL, HIGH, MEDIUM, LOW, INFORMATIONAL, NONE.")]
    [InlineData("?minPosture=URGENT", "minPosture", "Must be one of CRITICAL, HIGH, MEDIUM, LOW, INFORMATIONAL, NONE.")]
    [InlineData("?state=ajar", "state", "Must be open or closed.")]
    [InlineData("?limit=0", "limit", "Must be a whole number from 1 to 1000.")]
    [InlineData("?limit=1001", "limit", "Must be a whole number from 1 to 1000.")]
    [InlineData("?limit=-1", "limit", "Must be a whole number from 1 to 1000.")]
    [InlineData("?limit=1e2", "limit", "Must be a whole number from 1 to 1000.")]
    [InlineData("?limit=99999999999", "limit", "Must be a whole number from 1 to 1000.")]
    [InlineData("?cursor=", "cursor", ThingsQuery.CursorRule)]
    [InlineData("?state=open&state=closed", "state", "Give it once.")]
    [InlineData("?minSevrity=HIGH", "minSevrity", "There is no such parameter; there are minSeverity, minPosture, state, cursor, limit.")]
    public void What_cannot_be_understood_is_named_with_its_rule(string query, string parameter, string rule)
    {
        var (name, rules) = Assert.Single(Read(query, out _));
        Assert.Equal(parameter, name);
        Assert.Equal([rule], rules);
    }

    private static Dictionary<string, string[]> Read(string query, out WatchQuery watchQuery) =>
        ThingsQuery.Read(new QueryCollection(QueryHelpers.ParseQuery(query)), out watchQuery);
}
