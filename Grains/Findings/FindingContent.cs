using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace OrleansDefender.Findings;

/// <summary>Tells whether a finding's content has changed.</summary>
internal static class FindingContent
{
    /// <summary>A hash of everything but the stamp (<see cref="Finding.CreatedAt"/>, <see cref="Finding.UpdatedAt"/>).</summary>
    /// <remarks>Stored: a change of the algorithm would make every finding look changed once.</remarks>
    public static ulong Hash(Finding finding)
    {
        var hash = new XxHash64();
        Text(hash, finding.Id);
        Text(hash, finding.ProductArn);
        Text(hash, finding.GeneratorId);
        Text(hash, finding.Title);
        Text(hash, finding.Description);
        foreach (var type in finding.Types)
        {
            Text(hash, type);
        }

        Number(hash, (long)finding.Severity);
        Number(hash, finding.FirstObservedAt.UtcTicks);
        Number(hash, finding.LastObservedAt.UtcTicks);
        Number(hash, (long)finding.RecordState);
        Text(hash, finding.RecommendationText);
        Text(hash, finding.RecommendationUrl);
        Text(hash, finding.SourceUrl);
        Pairs(hash, finding.ProductFields);
        foreach (var resource in finding.Resources)
        {
            Text(hash, resource.Type);
            Text(hash, resource.Id);
            Text(hash, resource.Partition);
            Text(hash, resource.Region);
            Pairs(hash, resource.Details);
        }

        // Only where there is one: the hashes of alarms, which have none, stay as they were stored.
        if (finding.Compliance is { } compliance)
        {
            Number(hash, (long)compliance);
        }

        // Likewise: what has no related findings keeps its hash.
        if (finding.RelatedIds is { IsDefaultOrEmpty: false } related)
        {
            Number(hash, related.Length);
            foreach (var id in related)
            {
                Text(hash, id);
            }
        }

        return hash.GetCurrentHashAsUInt64();
    }

    private static void Pairs(XxHash64 hash, IEnumerable<KeyValuePair<string, string>> pairs)
    {
        foreach (var (key, value) in pairs)
        {
            Text(hash, key);
            Text(hash, value);
        }
    }

    private static void Text(XxHash64 hash, string text)
    {
        // The length goes first, so that moving characters from one text to the next makes another hash.
        Number(hash, text.Length);
        hash.Append(MemoryMarshal.AsBytes(text.AsSpan()));
    }

    private static void Number(XxHash64 hash, long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        hash.Append(bytes);
    }
}
