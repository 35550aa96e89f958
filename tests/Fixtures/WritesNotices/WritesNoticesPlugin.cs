using Relay.Sdk.Events;
using Relay.Sdk.Plugins;

[assembly: RelayPlugin("writes-notices", typeof(WritesNotices.WritesNoticesPlugin))]

namespace WritesNotices;

/// <summary>
/// Writes every notice about a message into <c>notices.txt</c> beside plugins.json: name, event id, message id, parted by spaces. Does not start
/// while there is a file <c>down.txt</c>.
/// </summary>
public sealed class WritesNoticesPlugin : IRelayPlugin
{
    public void Configure(IPluginBuilder relay) => relay.Observe<MessageNotice, WriteNotice>();

    public ValueTask StartAsync(IPluginContext context, CancellationToken cancellationToken) =>
        File.Exists(Path.Combine(context.SettingsFolder, "down.txt")) ? throw new IOException("the server is down") : default;
}

internal sealed class WriteNotice(IPluginContext relay) : IObserve<MessageNotice>
{
    private readonly string file = Path.Combine(relay.SettingsFolder, "notices.txt");

    // A line end in front as well, so that a line torn by a kill does not run into the next one.
    public async ValueTask ObserveAsync(MessageNotice notice, CancellationToken cancellationToken) =>
        await File.AppendAllTextAsync(file, $"\n{notice.Name} {notice.EventId} {notice.MessageId} .\n", cancellationToken);
}
