namespace OrleansDefender.Findings;

/// <summary>The port to Security Hub: one attempt per call, no retries of its own.</summary>
/// <remarks>Every method throws <see cref="SecurityHubApiException"/> where the whole call failed.</remarks>
public interface ISecurityHubApi
{
    /// <summary>Imports at most 100 findings of one account and Region.</summary>
    /// <returns>The findings that were refused one by one; all others have landed.</returns>
    Task<IReadOnlyList<FindingFailure>> ImportAsync(AccountRegion scope, IReadOnlyList<Finding> findings, CancellationToken cancellationToken);

    /// <summary>Makes one change of customer fields to at most 100 findings of one account and Region.</summary>
    /// <param name="scope">The account and Region.</param>
    /// <param name="findings">The findings (Id and product ARN are used).</param>
    /// <param name="update">The change; its revision and order are not looked at.</param>
    /// <param name="cancellationToken">Stops waiting; the call may still have been carried out.</param>
    /// <returns>The findings that were not updated; all others were.</returns>
    Task<IReadOnlyList<FindingFailure>> UpdateAsync(
        AccountRegion scope, IReadOnlyList<Finding> findings, CustomerUpdate update, CancellationToken cancellationToken);

    /// <summary>An upper bound of the finding's size in an import, in bytes.</summary>
    int Measure(Finding finding);
}
