using OrleansDefender.Things;

using Xunit;

namespace OrleansDefender.Tests.Unit.Things;

public sealed class WantedViolationsTests
{
    private readonly WantedViolations _wanted = new(capacity: 3, TimeSpan.FromHours(1));

    [Fact]
    public void A_scan_speaks_only_of_what_was_asked_for_before_it_began_though_the_clock_stands_still()
    {
        Ask("before");
        var scan = _wanted.BeginScan();
        Ask("after");
        Ask("before");
        _wanted.ScanPassed(scan);

        Assert.Equal(["before"], Answer("before", "after").NotListed);

        _wanted.ScanPassed(_wanted.BeginScan());
        Assert.Equal(["before", "after"], Answer("before", "after").NotListed);
    }

    [Fact]
    public void A_scan_that_did_not_pass_says_only_what_it_found()
    {
        Ask("listed", "not");
        _wanted.BeginScan();
        _wanted.Learn(InAlarm("listed"));

        var answer = Answer("listed", "not");

        Assert.Equal("listed", Assert.Single(answer.Found).Event.ViolationId);
        Assert.Empty(answer.NotListed);
    }

    [Fact]
    public void What_waits_for_its_answer_is_not_pushed_out_and_what_found_no_room_is_not_called_unlisted()
    {
        Ask("a", "b", "c", "d");
        _wanted.ScanPassed(_wanted.BeginScan());

        Assert.Equal(3, _wanted.Count);
        Assert.Equal(["a", "b", "c"], Answer("a", "b", "c", "d").NotListed);
    }

    [Fact]
    public void What_was_answered_makes_room_and_must_be_looked_for_again()
    {
        Ask("a", "b", "c");
        _wanted.ScanPassed(_wanted.BeginScan());
        Answer("b");
        Ask("d");

        Assert.Equal(3, _wanted.Count);
        Assert.Empty(Answer("b", "d").NotListed);
        Assert.Equal(["a", "c"], Answer("a", "c").NotListed);
    }

    [Fact]
    public void However_many_ask_in_turns_each_gets_its_answer()
    {
        string[] all = [.. Enumerable.Range(0, 20).Select(number => $"v{number}")];
        var answered = new HashSet<string>(StringComparer.Ordinal);
        for (var round = 0; round < 8; round++)
        {
            foreach (var id in all.Where(id => !answered.Contains(id)))
            {
                Ask(id);
                answered.UnionWith(Answer(id).NotListed);
            }

            _wanted.ScanPassed(_wanted.BeginScan());
            Assert.InRange(_wanted.Count, 1, 3);
        }

        Assert.Equal(all.Order(StringComparer.Ordinal), answered.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_nobody_asks_for_any_more_is_forgotten_answered_or_not()
    {
        Ask("a", "b");
        _wanted.ScanPassed(_wanted.BeginScan());
        Answer("a");
        _wanted.Ask("b", TimeSpan.FromMinutes(1));

        _wanted.Expire(TimeSpan.FromHours(1));
        Assert.Equal(1, _wanted.Count);
        Assert.Equal(["b"], Answer("a", "b").NotListed);

        _wanted.Expire(TimeSpan.FromMinutes(61));
        Assert.Equal(0, _wanted.Count);
    }

    private void Ask(params string[] violationIds)
    {
        foreach (var id in violationIds)
        {
            _wanted.Ask(id, TimeSpan.Zero);
        }
    }

    private ViolationScanAnswer Answer(params string[] violationIds) => _wanted.Answer([.. violationIds]);

    private static ScannedEvent InAlarm(string violationId) => new(
        "pump-0017",
        new DetectEvent
        {
            Profile = "Rules", Behavior = "Failures-High", Kind = TransitionKind.InAlarm, Time = DateTimeOffset.UnixEpoch, ViolationId = violationId,
        });
}
