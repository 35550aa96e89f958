namespace Relay.Core.Settings;

/// <summary>Which named host features are on: the stable ones, and of the others those that plugins.json lists under <c>experimental</c>.</summary>
public interface IFeatures
{
    /// <summary>Whether the feature is on.</summary>
    /// <exception cref="ArgumentException">There is no feature of that name; a mistake of the relay's own code.</exception>
    bool IsOn(string name);
}
