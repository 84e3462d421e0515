using Amazon;

namespace OrleansDefender.Silo.Aws;

/// <summary>How AWS is called for accounts other than the product's own: by a role of one name in each of them.</summary>
/// <param name="Account">The product's own account.</param>
/// <param name="RoleName">The role's name; absent: every account is called with the product's own credentials.</param>
internal sealed record MemberAccess(string Account, string? RoleName)
{
    /// <summary>The role to assume; absent where there is none to.</summary>
    /// <param name="scope">The account and Region that is called for.</param>
    public string? RoleOf(AccountRegion scope) => string.IsNullOrEmpty(RoleName) || scope.Account == Account
        ? null
        : $"arn:{RegionEndpoint.GetBySystemName(scope.Region).PartitionName}:iam::{scope.Account}:role/{RoleName}";
}
