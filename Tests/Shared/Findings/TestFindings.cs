using System.Collections.Immutable;

using OrleansDefender.Findings;

namespace OrleansDefender.Tests.Shared.Findings;

/// <summary>Makes findings for tests of delivery.</summary>
public static class TestFindings
{
    /// <summary>The account and Region of the findings.</summary>
    public static AccountRegion Scope { get; } = new("111122223333", "us-east-1");

    /// <summary>The time of the first revision.</summary>
    public static DateTimeOffset Start { get; } = new(2026, 1, 5, 10, 0, 0, TimeSpan.Zero);

    /// <summary>A snapshot; each revision is one second younger than the one before.</summary>
    public static FindingSnapshot Snapshot(
        string name, long revision = 1, Severity severity = Severity.Low, CustomerUpdate? update = null, AccountRegion? scope = null, RecordState state = RecordState.Active) =>
        new()
        {
            Key = "alarm/" + name,
            Revision = revision,
            Update = update,
            Finding = new Finding
            {
                Id = IdOf(name),
                Scope = scope ?? Scope,
                ProductArn = "arn:aws:securityhub:us-east-1:111122223333:product/111122223333/default",
                GeneratorId = "Profile/Behavior",
                Title = "Behavior of " + name,
                Description = "Revision " + revision,
                Types = ["Unusual Behaviors/Network Flow"],
                Severity = severity,
                CreatedAt = Start,
                UpdatedAt = Start.AddSeconds(revision),
                FirstObservedAt = Start,
                LastObservedAt = Start.AddSeconds(revision),
                RecordState = state,
                RecommendationText = "Look at the device.",
                RecommendationUrl = "https://console.example/device",
                SourceUrl = "https://console.example/thing",
                ProductFields = ImmutableSortedDictionary<string, string>.Empty.Add("Episodes", "1"),
                Resources =
                [
                    new FindingResource
                    {
                        Type = "Other",
                        Id = "arn:aws:iot:us-east-1:111122223333:thing/" + name,
                        Partition = "aws",
                        Region = "us-east-1",
                        Details = ImmutableSortedDictionary<string, string>.Empty.Add("ThingName", name),
                    },
                ],
            },
        };

    /// <summary>The finding Id of a name.</summary>
    public static string IdOf(string name) => "arn:aws:orleans-defender:us-east-1:111122223333:alarm/" + name;

    /// <summary>A customer update.</summary>
    public static CustomerUpdate Update(
        long revision,
        WorkflowStatus? workflow = WorkflowStatus.Suppressed,
        Verification verification = Verification.FalsePositive,
        string? note = "Planned work",
        bool beforeImport = false) =>
        new() { Revision = revision, Workflow = workflow, Verification = verification, Note = note, BeforeImport = beforeImport };
}
