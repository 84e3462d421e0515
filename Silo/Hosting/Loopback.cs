using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace OrleansDefender.Silo.Hosting;

/// <summary>Addresses and ports of this machine.</summary>
internal static class Loopback
{
    /// <summary>Reads an address of the form <c>http://127.0.0.1:5080</c>; any loopback address, no path.</summary>
    public static bool TryParse(string? url, [NotNullWhen(true)] out IPEndPoint? endPoint)
    {
        endPoint = null;
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttp || uri.PathAndQuery != "/" || uri.UserInfo.Length > 0)
        {
            return false;
        }

        // "localhost" cannot take one free port on both families, so it means IPv4.
        var address = uri.DnsSafeHost == "localhost" ? IPAddress.Loopback : IPAddress.TryParse(uri.DnsSafeHost, out var parsed) ? parsed : null;
        if (address is null || !IPAddress.IsLoopback(address))
        {
            return false;
        }

        endPoint = new IPEndPoint(address, uri.Port);
        return true;
    }

    /// <summary>What a request's Host header may name to mean an end point of this machine, ports aside.</summary>
    public static IReadOnlyList<string> HostsOf(IPEndPoint endPoint) =>
        ["localhost", "127.0.0.1", "[::1]", endPoint.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{endPoint.Address}]" : $"{endPoint.Address}"];

    /// <summary>A TCP port that was free a moment ago.</summary>
    /// <remarks>For what must know its port before it listens. The kernel gives such ports at random, so that another taking it in between is unlikely.</remarks>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Makes sure that an end point can be listened on.</summary>
    /// <param name="endPoint">The end point; port 0 always can.</param>
    /// <param name="key">The setting that names it, for the message.</param>
    /// <exception cref="StartupException">It is taken.</exception>
    public static void EnsureFree(IPEndPoint endPoint, string key)
    {
        if (endPoint.Port == 0)
        {
            return;
        }

        try
        {
            using var listener = new TcpListener(endPoint);
            listener.Start();
        }
        catch (SocketException error)
        {
            throw new StartupException(
                error.SocketErrorCode == SocketError.AddressAlreadyInUse
                    ? $"{key}: port {endPoint.Port} on {endPoint.Address} is taken by another process; stop that one, or choose another port (0 takes a free one)."
                    : $"{key}: cannot listen on {endPoint}: {error.Message}.",
                error);
        }
    }
}
