using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Relay.Core.Settings.Binding;

namespace Relay.Core.Plugins;

/// <summary>One plugin in plugins.json.</summary>
public sealed record PluginEntry
{
    [Description("The plugin's id.")]
    [Required]
    [RegularExpression("[a-z0-9]+([-.][a-z0-9]+)*", ErrorMessage = "expected lower-case words joined by - or .")]
    public string Id { get; init; } = "";

    [Description("The plugin's folder, relative to plugins.json. Without it: the folder 'plugins' beside the relay.")]
    public string? Path { get; init; }

    [Description("A range of versions, as in [1.2.0, 2.0.0-0).")]
    public string? Version { get; init; }

    [Description("false: not loaded, but listed.")]
    public bool Enabled { get; init; } = true;

    [Description("Lower runs earlier; equals run in the order of the file.")]
    public int? Order { get; init; }

    [Description("Whether the relay refuses to start without the plugin.")]
    public bool Required { get; init; }

    [Description("skip: without the plugin the relay goes on; tempfail: the plugin's handlers answer by their failure policies.")]
    public LoadFailure OnLoadError { get; init; } = LoadFailure.Skip;

    [Description("A name that tells two entries of one plugin apart.")]
    [RegularExpression("[a-z0-9]+([-.][a-z0-9]+)*", ErrorMessage = "expected lower-case words joined by - or .")]
    public string? Instance { get; init; }

    [Description("How many messages of its own the plugin may put into the queue in a time, as in 1000/1h; empty for no bound.")]
    public string SubmissionRate { get; init; } = "1000/1h";

    [Description("Order, deadline and failure policy of single handlers, by name.")]
    public IReadOnlyDictionary<string, HandlerOverride> Handlers { get; init; } = new Dictionary<string, HandlerOverride>();

    [Description("The plugin's own settings.")]
    public SettingsObject? Settings { get; init; }

    /// <summary>The id, with the instance after a # where there is one.</summary>
    internal string Name => Instance is null ? Id : $"{Id}#{Instance}";
}
