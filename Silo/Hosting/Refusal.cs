using System.Net.Sockets;

using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace OrleansDefender.Silo.Hosting;

/// <summary>What an operator can cure of a start that failed.</summary>
internal static class Refusal
{
    /// <summary>The problems, one line each, or <see langword="null"/> where the failure is nobody's setting.</summary>
    public static IReadOnlyList<string>? Of(Exception error) => error switch
    {
        StartupException refused => refused.Problems,
        OptionsValidationException invalid => [.. invalid.Failures.Select(OneLine)],
        AggregateException many when many.InnerExceptions.All(static inner => Of(inner) is not null) =>
            [.. many.InnerExceptions.SelectMany(static inner => Of(inner)!)],
        IOException { InnerException: AddressInUseException or SocketException } io => [OneLine(io.Message)],
        Storage.SqliteStoreException store => [OneLine(store.Message)],
        _ => null,
    };

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
