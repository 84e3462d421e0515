using Microsoft.Net.Http.Headers;

namespace OrleansDefender.Silo.Api;

/// <summary>The page for people at <c>/</c>.</summary>
internal static class IndexEndpoints
{
    // The page brings all it needs; what a device's name might smuggle in would find no door.
    private const string ContentSecurityPolicy =
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    private static readonly byte[] Page = Load();

    /// <summary>Maps the page.</summary>
    public static void MapIndex(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/", static (HttpContext context) =>
            {
                context.Response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
                context.Response.Headers[HeaderNames.CacheControl] = "no-cache";
                return TypedResults.Bytes(Page, "text/html; charset=utf-8");
            })
            .ExcludeFromDescription();

    private static byte[] Load()
    {
        using var stream = typeof(IndexEndpoints).Assembly.GetManifestResourceStream("index.html")
            ?? throw new InvalidOperationException("The assembly lacks its index.html.");
        var page = new byte[stream.Length];
        stream.ReadExactly(page);
        return page;
    }
}
