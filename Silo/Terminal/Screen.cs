using Spectre.Console;

namespace OrleansDefender.Silo.Terminal;

/// <summary>The console: lines that stay, and on a terminal one line below them that is rewritten in place.</summary>
/// <remarks>Everything that the process prints goes through here, so that a log line never lands in the middle of the live line.</remarks>
internal sealed class Screen
{
    private const string ClearLine = "\r\u001b[2K";

    private readonly Lock _lock = new();
    private readonly IAnsiConsole _console;
    private readonly TextWriter _out;
    private string? _live;

    /// <summary>A screen on a writer.</summary>
    /// <param name="output">Where it prints.</param>
    /// <param name="isLive">Whether a line can be rewritten in place: not where the output is a file or a pipe.</param>
    public Screen(TextWriter output, bool isLive)
    {
        _out = output;
        IsLive = isLive;
        _console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = isLive ? AnsiSupport.Detect : AnsiSupport.No,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(output),
        });
        if (!isLive)
        {
            // A pipe has no width; without one Spectre would wrap lines at 80, and the reader's grep would find half of them.
            _console.Profile.Width = 1000;
        }
    }

    /// <summary>Whether there is a live line.</summary>
    public bool IsLive { get; }

    /// <summary>The screen of this process.</summary>
    public static Screen OfProcess() => new(Console.Out, !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") is not "dumb");

    /// <summary>Prints a line as it is.</summary>
    public void WriteLine(string text)
    {
        lock (_lock)
        {
            Erase();
            _out.WriteLine(text);
            Redraw();
        }
    }

    /// <summary>Prints a line of Spectre's markup.</summary>
    public void WriteMarkup(string markup)
    {
        lock (_lock)
        {
            Erase();
            _console.MarkupLine(markup);
            Redraw();
        }
    }

    /// <summary>Replaces the live line, cut to the terminal's width; without a live line, prints it.</summary>
    /// <param name="text">The line without markup.</param>
    public void SetLive(string text)
    {
        lock (_lock)
        {
            if (!IsLive)
            {
                _out.WriteLine(text);
                _out.Flush();
                return;
            }

            Erase();
            var width = Math.Max(20, _console.Profile.Width - 1);
            _live = text.Length <= width ? text : string.Concat(text.AsSpan(0, width - 1), "…");
            Redraw();
        }
    }

    /// <summary>Leaves the live line where it stands; what is printed next comes below.</summary>
    public void EndLive()
    {
        lock (_lock)
        {
            if (_live is not null)
            {
                _live = null;
                _out.WriteLine();
                _out.Flush();
            }
        }
    }

    private void Erase()
    {
        if (_live is not null)
        {
            _out.Write(ClearLine);
        }
    }

    private void Redraw()
    {
        if (_live is not null)
        {
            _out.Write(_live);
        }

        _out.Flush();
    }
}
