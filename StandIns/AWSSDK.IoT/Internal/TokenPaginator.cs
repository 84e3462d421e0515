using System.Runtime.CompilerServices;

using Amazon.Runtime;

namespace Amazon.IoT.Internal;

/// <summary>Asks for one page after the other by the token of the page before. It can be read through once.</summary>
internal sealed class TokenPaginator<TResponse>(
    AmazonWebServiceRequest request,
    string firstToken,
    Func<string, CancellationToken, Task<TResponse>> page,
    Func<TResponse, string> next) : IPaginator<TResponse>
{
    private int _isConsumed;

    /// <inheritdoc />
    public async IAsyncEnumerable<TResponse> PaginateAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _isConsumed, 1) != 0)
        {
            throw new InvalidOperationException("A paginator can be read through once. Make another one.");
        }

        PaginatorUtils.SetUserAgentAdditionOnRequest(request);
        var token = firstToken;
        do
        {
            var response = await page(token, cancellationToken).ConfigureAwait(false);
            token = next(response);
            cancellationToken.ThrowIfCancellationRequested();
            yield return response;
        }
        while (!string.IsNullOrEmpty(token));
    }
}
