namespace OrleansDefender.Simulator.Fleet;

/// <summary>How far a story has come.</summary>
/// <param name="Identity">The story (see <see cref="Stories.IStory.Identity"/>).</param>
/// <param name="Position">The number of the next step; -1 while the alarms of an earlier story are being cleared.</param>
internal sealed record StoryPosition(string Identity, long Position);
