namespace Relay.Core.Settings.Binding;

/// <summary>Collects all faults of all files, so that they are shown at once.</summary>
public sealed class SettingsErrors
{
    private readonly List<SettingsError> all = [];

    /// <summary>Whether something stops the start.</summary>
    public bool Any => all.Exists(error => !error.IsWarning);

    /// <summary>Errors and warnings by source, line and column; sources in the order of their first fault.</summary>
    public IReadOnlyList<SettingsError> All => [.. all
        .GroupBy(error => error.Place.Source.Name)
        .SelectMany(source => source.OrderBy(error => error.Place.Line).ThenBy(error => error.Place.Column))];

    /// <summary>Adds an error at a node.</summary>
    public void Add(SettingsNode node, string message) => Add(node.Place, node.Path, message);

    /// <summary>Adds an error at a place.</summary>
    public void Add(SettingsPlace place, string path, string message) => all.Add(new SettingsError(place, path, message));

    /// <summary>Adds a warning at a node.</summary>
    public void Warn(SettingsNode node, string message) => Warn(node.Place, node.Path, message);

    /// <summary>Adds a warning at a place.</summary>
    public void Warn(SettingsPlace place, string path, string message) =>
        all.Add(new SettingsError(place, path, message, IsWarning: true));
}
