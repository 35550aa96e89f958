using Microsoft.Extensions.Logging.Abstractions;
using Relay.Core.Plugins;
using Relay.Core.Settings;
using Relay.Core.Settings.Binding;

namespace Relay.Host.Composition;

/// <summary>Plugins loaded and configured for a look, in a folder of their own: the spool's may be a running relay's.</summary>
internal sealed class TrialPlugins : IAsyncDisposable
{
    private readonly string folder;

    private TrialPlugins(string folder, PreparedRelay prepared) => (this.folder, Prepared) = (folder, prepared);

    public PreparedRelay Prepared { get; }

    public static async Task<TrialPlugins> LoadAsync(
        PluginHostOptions options, LoadedSettings loaded, SettingsErrors errors, CancellationToken cancellationToken)
    {
        string folder = Directory.CreateTempSubdirectory("relay-plugins-").FullName;
        try
        {
            PreparedRelay prepared = await PreparedRelay.LoadAsync(
                loaded, options with { StoreFolder = folder }, TimeProvider.System, NullLoggerFactory.Instance, errors, cancellationToken);
            return new TrialPlugins(folder, prepared);
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Prepared.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
