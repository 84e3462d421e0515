using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

using OrleansDefender.Ingress.Recording;

using Xunit;

namespace OrleansDefender.Tests.Unit.Ingress;

public sealed class EventRecorderTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 8, 1, 12, 0, 0, 123, TimeSpan.Zero);

    private readonly FakeTimeProvider _time = new(Start);
    private readonly WrittenLog<EventRecorder> _log = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("defender-record-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IReadOnlyList<string> Files => [.. Directory.GetFiles(_folder).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_is_recorded_is_read_back_as_it_was_in_its_order()
    {
        string[] bodies = ["{\"a\":\"<気温 🌡>\"}", "no JSON\n\r\u2028 \"\\ \0", "", new string('x', 300_000)];
        await RecordAsync(new RecordOptions { Path = _folder }, bodies);

        Assert.Equal(bodies.Select(body => new RecordedMessage(Start, body)), await ReadAsync(_folder));
        Assert.Equal(["events-20260801T120000.123Z.jsonl"], Files);
        Assert.Equal(bodies.Length, (await ReadAsync(Path.Combine(_folder, Files[0]))).Count);
    }

    [Fact]
    public async Task A_full_file_is_followed_by_the_next_and_the_oldest_go()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "events-mine.jsonl"), "not ours", Token);
        var body = new string('x', 400_000);
        await RecordAsync(new RecordOptions { Path = _folder, MaxFileMegabytes = 1, MaxFiles = 3 }, [.. Enumerable.Range(0, 9).Select(number => number + body)]);

        // Two fit into each: of five files the last three are left, named in their order though the clock stood still.
        Assert.Equal(
            ["events-20260801T120000.125Z.jsonl", "events-20260801T120000.126Z.jsonl", "events-20260801T120000.127Z.jsonl", "events-mine.jsonl"], Files);
        Assert.Equal("45678", string.Concat((await ReadAsync(_folder)).Select(message => message.Body[0])));
        Assert.All(Files, file => Assert.InRange(new FileInfo(Path.Combine(_folder, file)).Length, 1, 1024 * 1024));
    }

    [Fact]
    public async Task A_restart_goes_on_in_a_file_of_its_own_also_when_the_clock_was_set_back()
    {
        await RecordAsync(new RecordOptions { Path = _folder }, "first");
        _time.AdjustTime(Start.AddHours(-1));
        await RecordAsync(new RecordOptions { Path = _folder }, "second");
        Assert.Equal(["first", "second"], (await ReadAsync(_folder)).Select(message => message.Body));
    }

    [Fact]
    public async Task A_torn_last_line_is_passed_over_and_a_broken_one_before_it_is_named()
    {
        await RecordAsync(new RecordOptions { Path = _folder }, "first");
        var torn = Path.Combine(_folder, Files[0]);
        await File.AppendAllTextAsync(torn, "{\"at\":\"2026-08-01T12:00:00Z\",\"bo", Token);
        await RecordAsync(new RecordOptions { Path = _folder }, "second");
        Assert.Equal(["first", "second"], (await ReadAsync(_folder)).Select(message => message.Body));

        await File.AppendAllTextAsync(torn, "\n{\"at\":\"2026-08-01T12:00:00Z\",\"body\":\"third\"}\n", Token);
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(_folder));
        Assert.StartsWith($"{torn}, line 2: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_disk_that_takes_nothing_costs_recorded_messages_and_nothing_else()
    {
        var blocked = Path.Combine(_folder, "file");
        await File.WriteAllTextAsync(blocked, "", Token);
        var recorder = await RecordAsync(new RecordOptions { Path = blocked }, [.. Enumerable.Range(0, 50).Select(_ => "secret")]);

        Assert.Equal(50, recorder.Dropped);
        var warning = Assert.Single(_log.Lines, line => line.Level == LogLevel.Warning);
        Assert.StartsWith("1 received events were not recorded: ", warning.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", warning.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_waits_is_bounded_by_number_and_by_text()
    {
        using var recorder = new EventRecorder(new RecordOptions { Path = _folder }, _time, _log);
        for (var i = 0; i < EventRecorder.MostWaiting + 5; i++)
        {
            recorder.Record("x");
        }

        Assert.Equal(5, recorder.Dropped);
        using var large = new EventRecorder(new RecordOptions { Path = _folder }, _time, _log);
        var body = new string('x', (int)(EventRecorder.MostWaitingText / 4));
        for (var i = 0; i < 6; i++)
        {
            large.Record(body);
        }

        Assert.Equal(2, large.Dropped);
        await large.StartAsync(Token);
        await large.StopAsync(Token);
        Assert.Equal(4, (await ReadAsync(_folder)).Count);
    }

    [Fact]
    public async Task Without_a_folder_nothing_is_recorded_and_nothing_dropped()
    {
        var recorder = await RecordAsync(new RecordOptions(), "body");
        Assert.Equal(0, recorder.Dropped);
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public void Settings_are_checked_and_a_folder_is_made()
    {
        var validator = new RecordOptionsValidator();
        Assert.True(validator.Validate(null, new RecordOptions()).Succeeded);
        Assert.True(validator.Validate(null, new RecordOptions { Path = Path.Combine(_folder, "new") }).Succeeded);
        Assert.True(Directory.Exists(Path.Combine(_folder, "new")));
        Assert.Equal(
            ["Record:MaxFileMegabytes must be 1 to 1024, but is 0.", "Record:MaxFiles must be 1 to 1000, but is 1001."],
            validator.Validate(null, new RecordOptions { MaxFileMegabytes = 0, MaxFiles = 1001 }).Failures);
        File.WriteAllText(Path.Combine(_folder, "file"), "");
        foreach (var path in new[] { "", Path.Combine(_folder, "file") })
        {
            Assert.StartsWith(
                "Record:Path must be a folder that can be written to: ",
                Assert.Single(validator.Validate(null, new RecordOptions { Path = path }).Failures!),
                StringComparison.Ordinal);
        }
    }

    private static async Task<IReadOnlyList<RecordedMessage>> ReadAsync(string path)
    {
        var messages = new List<RecordedMessage>();
        await foreach (var message in RecordReader.ReadAsync(path, Token))
        {
            messages.Add(message);
        }

        return messages;
    }

    private async Task<EventRecorder> RecordAsync(RecordOptions options, params string[] bodies)
    {
        var recorder = new EventRecorder(options, _time, _log);
        await recorder.StartAsync(Token);
        foreach (var body in bodies)
        {
            recorder.Record(body);
        }

        await recorder.StopAsync(Token);
        recorder.Dispose();
        return recorder;
    }
}
