namespace OrleansDefender.Silo.Api;

/// <summary>A correlation rule in force.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Title">Its title.</param>
/// <param name="Name">Its name.</param>
/// <param name="Type">event_count, value_count, temporal or temporal_ordered.</param>
/// <param name="Level">The severity that it raises to; absent for one that is only an input.</param>
/// <param name="IsIncident">Whether it opens an incident; otherwise it raises the alarms' own findings.</param>
/// <param name="Acts">Whether it acts by itself.</param>
/// <param name="Hash">The hash of its content, inputs included.</param>
/// <param name="File">The file that it stands in.</param>
/// <param name="IsShipped">Whether the file comes with the product.</param>
internal sealed record RuleAnswer(
    string Id, string Title, string? Name, string Type, string? Level, bool IsIncident, bool Acts, string Hash, string File, bool IsShipped);
