using OrleansDefender.Things;

namespace OrleansDefender.Findings;

/// <summary>A thing as the resource of a finding: ASFF has no type for it.</summary>
internal static class ThingResource
{
    /// <summary>The resource.</summary>
    /// <param name="thing">The thing.</param>
    /// <param name="details">What is told of it besides name, account and Region; those without a value are left out.</param>
    public static FindingResource Of(ThingKey thing, params ReadOnlySpan<(string Key, string? Value)> details)
    {
        var (region, partition) = (thing.Scope.Region, AwsPartition.Of(thing.Scope.Region).Name);
        return new FindingResource
        {
            Type = "Other",
            Id = AsffText.Fit($"arn:{partition}:iot:{region}:{thing.Scope.Account}:thing/{thing.Name}", AsffLimits.ResourceId),
            Partition = partition,
            Region = region,
            Details = FindingPairs.Of(
                AsffLimits.DetailsOtherPairs,
                AsffLimits.DetailsOtherValue,
                [("ThingName", thing.Name), ("Account", thing.Scope.Account), ("Region", region), .. details]),
        };
    }
}
