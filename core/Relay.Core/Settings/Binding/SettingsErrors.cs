namespace Relay.Core.Settings.Binding;

/// <summary>Collects the faults of all files, so that they are shown at once; what is beyond <see cref="Most"/> is counted.</summary>
public sealed class SettingsErrors
{
    /// <summary>So many errors are told, and as many warnings; a file with more of them is another file.</summary>
    public const int Most = 200;

    private const int MaxMessageChars = 2000;
    private const int MaxPathChars = 300;
    private readonly List<SettingsError> all = [];

    /// <summary>Errors in all.</summary>
    public int Errors { get; private set; }

    /// <summary>Warnings in all.</summary>
    public int Warnings { get; private set; }

    /// <summary>Whether something stops the start.</summary>
    public bool Any => Errors > 0;

    /// <summary>Whether further errors are only counted.</summary>
    public bool IsFull => Errors >= Most;

    /// <summary>The errors and warnings that are told, by source, line and column; sources in the order of their first fault.</summary>
    public IReadOnlyList<SettingsError> All => [.. all
        .GroupBy(error => error.Place.Source.Name)
        .SelectMany(source => source.OrderBy(error => error.Place.Line).ThenBy(error => error.Place.Column))];

    /// <summary>Adds an error at a node.</summary>
    public void Add(SettingsNode node, string message) => Add(node.Place, node.Path, message);

    /// <summary>Adds an error at a place.</summary>
    public void Add(SettingsPlace place, string path, string message)
    {
        if (Errors++ < Most)
            Keep(place, path, message, isWarning: false);
    }

    /// <summary>Adds a warning at a node.</summary>
    public void Warn(SettingsNode node, string message) => Warn(node.Place, node.Path, message);

    /// <summary>Adds a warning at a place.</summary>
    public void Warn(SettingsPlace place, string path, string message)
    {
        if (Warnings++ < Most)
            Keep(place, path, message, isWarning: true);
    }

    private void Keep(SettingsPlace place, string path, string message, bool isWarning) =>
        all.Add(new SettingsError(place, EchoedText.Of(path, MaxPathChars), EchoedText.Of(message, MaxMessageChars), isWarning));
}
