namespace OrleansDefender;

/// <summary>One AWS account in one Region: the scope of names, quotas and of a Security Hub.</summary>
/// <param name="Account">The twelve-digit account id.</param>
/// <param name="Region">The Region's code, for example <c>us-east-1</c>.</param>
[GenerateSerializer, Immutable, Alias("OrleansDefender.AccountRegion")]
public readonly record struct AccountRegion([property: Id(0)] string Account, [property: Id(1)] string Region)
{
    /// <summary>Reads <c>account/region</c>, the key of grains that serve a whole account and Region.</summary>
    /// <exception cref="FormatException">The text has no such form.</exception>
    public static AccountRegion Parse(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && slash < key.Length - 1
            ? new AccountRegion(key[..slash], key[(slash + 1)..])
            : throw new FormatException($"'{key}' is not of the form account/region.");
    }

    /// <summary>The grain key, <c>account/region</c>.</summary>
    public override string ToString() => $"{Account}/{Region}";
}
