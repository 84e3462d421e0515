namespace OrleansDefender.Findings.Delivery;

/// <summary>What is known to be in the hub of one finding.</summary>
/// <param name="Content">The highest content revision; -1 where none is known.</param>
/// <param name="Update">The highest revision of a customer update; -1 where none is known.</param>
/// <param name="Quiet">
/// The highest content revision that landed from a snapshot without an update; -1 where none did. The owner had no update left to deliver then, so an
/// update that comes with older content was delivered long ago: to make it again would undo what the customer has done since.
/// </param>
internal readonly record struct LandedRevisions(long Content, long Update, long Quiet)
{
    /// <summary>Nothing is known.</summary>
    public static LandedRevisions None { get; } = new(-1, -1, -1);

    /// <summary>Whether these revisions are in the hub, or newer ones are.</summary>
    public bool Covers(long revision, long? updateRevision) =>
        Content >= revision && (updateRevision is not { } update || Update >= update || Quiet > revision);

    /// <summary>With landed content.</summary>
    public LandedRevisions WithContent(long revision, bool quiet) =>
        this with { Content = Math.Max(Content, revision), Quiet = quiet ? Math.Max(Quiet, revision) : Quiet };

    /// <summary>With a landed update.</summary>
    public LandedRevisions WithUpdate(long revision) => this with { Update = Math.Max(Update, revision) };
}
