using Microsoft.AspNetCore.Http;

namespace OrleansDefender.Simulator.Http;

/// <summary>What a SigV4 Authorization header says of the caller. The signature is not checked: the simulator trusts everyone on loopback.</summary>
/// <param name="AccessKeyId">The access key id.</param>
/// <param name="Region">The Region the request was signed for.</param>
/// <param name="Service">The signing name of the service.</param>
internal sealed record CredentialScope(string AccessKeyId, string Region, string Service)
{
    private const string Marker = "Credential=";

    /// <summary>Reads the scope of a request, or <see langword="null"/> where it has none that can be read.</summary>
    /// <remarks>Form: <c>AWS4-HMAC-SHA256 Credential=KEY/DATE/REGION/SERVICE/aws4_request, SignedHeaders=…, Signature=…</c> (AWS SigV4 reference; high).</remarks>
    public static CredentialScope? Of(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        var start = header.IndexOf(Marker, StringComparison.Ordinal);
        if (start < 0)
        {
            return null;
        }

        start += Marker.Length;
        var end = header.IndexOf(',', start);
        var parts = (end < 0 ? header[start..] : header[start..end]).Trim().Split('/');
        return parts is [var key, _, var region, var service, ..] && IsName(region) && IsName(service) ? new CredentialScope(key, region, service) : null;
    }

    /// <summary>The caller's account: the access key id where it is twelve digits, else <paramref name="otherwise"/>.</summary>
    public string AccountOr(string otherwise) => IsAccount(AccessKeyId) ? AccessKeyId : otherwise;

    /// <summary>Whether a text has the form of an account id.</summary>
    public static bool IsAccount(string text) => text.Length == 12 && text.All(char.IsAsciiDigit);

    private static bool IsName(string text) =>
        text.Length is > 0 and <= 40 && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');
}
