namespace OrleansDefender.Silo.Hosting;

/// <summary>A configuration section that is ours, and the type it is read into.</summary>
/// <param name="Name">The section's path.</param>
/// <param name="Type">The options type; its settable public properties are the section's keys.</param>
internal sealed record SettingsSection(string Name, Type Type);
