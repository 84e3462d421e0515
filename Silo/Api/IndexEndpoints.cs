using System.Security.Cryptography;

using Microsoft.Net.Http.Headers;

namespace OrleansDefender.Silo.Api;

/// <summary>The page for people at <c>/</c>.</summary>
internal static class IndexEndpoints
{
    private static readonly byte[] Page = Load();

    // The page brings all it needs, and only its own script runs: what a device's name might smuggle in would find no door.
    private static readonly string ContentSecurityPolicy =
        $"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{HashOfScript()}'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    /// <summary>Maps the page.</summary>
    public static void MapIndex(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/", static (HttpContext context) =>
            {
                context.Response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
                context.Response.Headers[HeaderNames.CacheControl] = "no-cache";
                return TypedResults.Bytes(Page, "text/html; charset=utf-8");
            })
            .ExcludeFromDescription();

    private static string HashOfScript()
    {
        var page = Page.AsSpan();
        var start = page.IndexOf("<script>"u8) + "<script>"u8.Length;
        var length = page[start..].IndexOf("</script>"u8);
        return Convert.ToBase64String(SHA256.HashData(page.Slice(start, length)));
    }

    private static byte[] Load()
    {
        using var stream = typeof(IndexEndpoints).Assembly.GetManifestResourceStream("index.html")
            ?? throw new InvalidOperationException("The assembly lacks its index.html.");
        var page = new byte[stream.Length];
        stream.ReadExactly(page);
        return page;
    }
}
