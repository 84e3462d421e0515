using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Threading.Channels;

using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace OrleansDefender.Ingress.Recording;

/// <summary>Appends received messages to files, one JSON line each, for a later backtest. Whoever hands one over never waits: what there is no room for is dropped, counted and said.</summary>
/// <remarks>A message that comes again is recorded again, as it was received. Without a folder it does nothing.</remarks>
internal sealed partial class EventRecorder(RecordOptions options, TimeProvider time, ILogger<EventRecorder> logger) : IHostedService, IDisposable
{
    /// <summary>The member of the time.</summary>
    public const string At = "at";

    /// <summary>The member of the body.</summary>
    public const string Body = "body";

    /// <summary>Messages that may wait for the disk.</summary>
    internal const int MostWaiting = 10_000;

    /// <summary>Characters that may wait for the disk.</summary>
    internal const long MostWaitingText = 16 * 1024 * 1024;

    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan BetweenWarnings = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan AfterTrouble = TimeSpan.FromSeconds(10);

    // What JSON needs escaped and no more: a body of JSON stays legible.
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Channel<RecordedMessage> _waiting = Channel.CreateBounded<RecordedMessage>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    private readonly ArrayBufferWriter<byte> _line = new();
    private readonly Lock _warning = new();
    private Task _writing = Task.CompletedTask;
    private FileStream? _file;
    private long _waitingText;
    private long _dropped;
    private long _droppedSince;
    private long? _warnedAt;
    private long? _troubleAt;

    /// <summary>Messages that were not recorded since the start.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    private long MostOctets => options.MaxFileMegabytes * 1024L * 1024L;

    /// <summary>Hands over a message; returns at once.</summary>
    public void Record(string body)
    {
        if (options.Path is null)
        {
            return;
        }

        if (Interlocked.Add(ref _waitingText, body.Length) > MostWaitingText || !_waiting.Writer.TryWrite(new RecordedMessage(time.GetUtcNow(), body)))
        {
            Interlocked.Add(ref _waitingText, -body.Length);
            Drop("the disk is slow");
        }
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Path is { } path)
        {
            _writing = Task.Run(() => WriteAsync(path), CancellationToken.None);
            LogStarted(path);
        }

        return Task.CompletedTask;
    }

    /// <summary>Takes nothing more, and writes what waits as far as two seconds go.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _waiting.Writer.TryComplete();
        try
        {
            await _writing.WaitAsync(StopTime, time, cancellationToken);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            // The disk is not waited for.
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_writing.IsCompleted)
        {
            _file?.Dispose();
        }
    }

    private async Task WriteAsync(string folder)
    {
        while (await _waiting.Reader.WaitToReadAsync())
        {
            while (_waiting.Reader.TryRead(out var message))
            {
                Interlocked.Add(ref _waitingText, -message.Body.Length);
                Try(() => Write(folder, message));
            }

            // Whoever looks at the file sees what has come so far.
            if (_file is not null)
            {
                Try(() => _file.Flush());
            }
        }

        Close();
    }

    private void Try(Action write)
    {
        // A disk that is full stays so for a while; what comes meanwhile is not worth an attempt each.
        if (_troubleAt is { } at && time.GetElapsedTime(at) < AfterTrouble)
        {
            Drop("the file could not be written a moment ago");
            return;
        }

        try
        {
            write();
            _troubleAt = null;
        }
        catch (Exception exception)
        {
            // The file may end within a line now: the next line goes to another one.
            _troubleAt = time.GetTimestamp();
            Close();
            Drop($"{exception.GetType().Name}: {exception.Message}");
        }
    }

    private void Write(string folder, RecordedMessage message)
    {
        _line.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_line, Relaxed))
        {
            json.WriteStartObject();
            json.WriteString(At, message.At.UtcDateTime);
            json.WriteString(Body, message.Body);
            json.WriteEndObject();
        }

        _line.Write("\n"u8);
        if (_file is not null && _file.Position + _line.WrittenCount > MostOctets)
        {
            Close();
        }

        _file ??= Open(folder);
        _file.Write(_line.WrittenSpan);
    }

    private FileStream Open(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var old in RecordFiles.In(folder).SkipLast(options.MaxFiles - 1))
        {
            File.Delete(old);
        }

        // Another file may have begun in the same millisecond, and a clock may have been set back: files are in the order in which they were written.
        var last = RecordFiles.In(folder) is [.., var newest] ? Path.GetFileName(newest) : "";
        var at = time.GetUtcNow();
        if (RecordFiles.TimeOf(last) is { } begun && at < begun.AddMilliseconds(1))
        {
            at = begun.AddMilliseconds(1);
        }

        return new FileStream(Path.Combine(folder, RecordFiles.NameOf(at)), FileMode.CreateNew, FileAccess.Write, FileShare.Read | FileShare.Delete, 1 << 16);
    }

    private void Close()
    {
        try
        {
            _file?.Dispose();
        }
        catch (IOException)
        {
            // What its buffer held is lost with the disk.
        }

        _file = null;
    }

    private void Drop(string reason)
    {
        Interlocked.Increment(ref _dropped);
        IngressMetrics.NotRecorded.Add(1);
        lock (_warning)
        {
            _droppedSince++;
            if (_warnedAt is { } at && time.GetElapsedTime(at) < BetweenWarnings)
            {
                return;
            }

            _warnedAt = time.GetTimestamp();
            LogDropped(_droppedSince, reason);
            _droppedSince = 0;
        }
    }

    [LoggerMessage(LogLevel.Information, "Received events are recorded in {Folder}", EventName = "RecordStarted")]
    private partial void LogStarted(string folder);

    [LoggerMessage(LogLevel.Warning, "{Count} received events were not recorded: {Reason}. They are handled all the same", EventName = "NotRecorded")]
    private partial void LogDropped(long count, string reason);
}
