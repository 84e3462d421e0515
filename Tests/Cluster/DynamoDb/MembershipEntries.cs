namespace OrleansDefender.Tests.Cluster.DynamoDb;

/// <summary>Membership entries with one thing changed. The entry itself is changed: each test makes its own.</summary>
internal static class MembershipEntries
{
    public static MembershipEntry With(this MembershipEntry entry, SiloStatus status)
    {
        entry.Status = status;
        return entry;
    }

    public static MembershipEntry With(this MembershipEntry entry, DateTime iAmAliveTime)
    {
        entry.IAmAliveTime = iAmAliveTime;
        return entry;
    }
}
