using Amazon.SecurityHub.Model;

using OrleansDefender.Findings;

namespace OrleansDefender.Silo.Aws;

/// <summary>Security Hub by the AWS SDK.</summary>
internal sealed class SecurityHubApi(AwsClients clients) : ISecurityHubApi
{
    private const string UnknownCode = "Unknown";

    /// <inheritdoc />
    public async Task<IReadOnlyList<FindingFailure>> ImportAsync(AccountRegion scope, IReadOnlyList<Finding> findings, CancellationToken cancellationToken)
    {
        var request = new BatchImportFindingsRequest { Findings = [.. findings.Select(AsffMapping.ToAsff)] };
        var response = await Attempt(token => clients.SecurityHub(scope).BatchImportFindingsAsync(request, token), cancellationToken).ConfigureAwait(false);
        return [.. (response.FailedFindings ?? []).Select(static failed => new FindingFailure(failed.Id, failed.ErrorCode ?? UnknownCode, failed.ErrorMessage))];
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<FindingFailure>> UpdateAsync(
        AccountRegion scope, IReadOnlyList<Finding> findings, CustomerUpdate update, CancellationToken cancellationToken)
    {
        var request = AsffMapping.ToRequest(findings, update);
        var response = await Attempt(token => clients.SecurityHub(scope).BatchUpdateFindingsAsync(request, token), cancellationToken).ConfigureAwait(false);
        return [.. (response.UnprocessedFindings ?? []).Select(static failed => new FindingFailure(failed.FindingIdentifier.Id, failed.ErrorCode ?? UnknownCode, failed.ErrorMessage))];
    }

    /// <inheritdoc />
    public int Measure(Finding finding) => AsffMapping.Measure(finding);

    private static async Task<T> Attempt<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SecurityHubApiException(AwsFailures.KindOf(exception), AwsFailures.CodeOf(exception), exception.Message, exception);
        }
    }
}
