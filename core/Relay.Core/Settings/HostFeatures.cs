namespace Relay.Core.Settings;

/// <summary>The named features of the relay itself, and which of them are on.</summary>
public sealed class HostFeatures : IFeatures
{
    /// <summary>CHUNKING's BODY=BINARYMIME.</summary>
    public const string BinaryMime = "smtp.binarymime";

    private readonly HashSet<string> on;

    /// <summary>Switches on what is listed; names that are not known have been refused when plugins.json was read.</summary>
    public HostFeatures(IEnumerable<string> experimental) => on = [.. experimental.Where(IsKnown)];

    /// <summary>All features that there are.</summary>
    public static IReadOnlyList<HostFeature> Known { get; } =
    [
        new(BinaryMime, "Offers BINARYMIME (RFC 3030): content in any octets, with BDAT only."),
    ];

    /// <inheritdoc/>
    public bool IsOn(string name) =>
        IsKnown(name) ? on.Contains(name) : throw new ArgumentException($"there is no feature '{name}'", nameof(name));

    private static bool IsKnown(string name) => Known.Any(feature => feature.Name == name);
}
