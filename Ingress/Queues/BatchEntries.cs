using System.Globalization;

using Amazon.SQS.Model;

namespace OrleansDefender.Ingress.Queues;

/// <summary>Ids of batch entries, and what an answer says of them.</summary>
internal static class BatchEntries
{
    /// <summary>The id of an entry: its place in the request.</summary>
    public static string Id(int index) => index.ToString(CultureInfo.InvariantCulture);

    /// <summary>The fault of each entry, by its place; <see langword="null"/> for those that succeeded.</summary>
    public static IReadOnlyList<BatchFault?> ReadFaults(int count, List<BatchResultErrorEntry>? failed)
    {
        var faults = new BatchFault?[count];
        foreach (var failure in failed ?? [])
        {
            if (int.TryParse(failure.Id, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < count)
            {
                // A sender's fault stays one, except throttling, which some services call the sender's.
                var isThrottling = failure.Code?.Contains("Throttl", StringComparison.OrdinalIgnoreCase) ?? false;
                faults[index] = new BatchFault(failure.Code ?? "unknown", failure.SenderFault == true && !isThrottling);
            }
        }

        return faults;
    }
}
