namespace Relay.Core.Settings.Binding;

/// <summary>Where settings come from: a file, an environment variable, or the command line.</summary>
/// <param name="Name">As error messages show it: the file as it was named, <c>environment variable RELAY__HOSTNAME</c>, <c>--set
/// hostname</c>.</param>
/// <param name="Folder">Relative file names of secrets begin here.</param>
public sealed record SettingsSource(string Name, string Folder);
