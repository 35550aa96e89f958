using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Relay.Core.Outbox;
using Relay.Core.Scheduling;
using Relay.Core.Sessions;
using Relay.Core.Settings;
using Relay.Core.Submission;
using Relay.Sdk.Events;
using Relay.Sdk.Plugins;
using Relay.Sdk.Testing.Dns;
using Relay.Sdk.Testing.Hosts;
using Relay.Sdk.Testing.Spool;

namespace Relay.Sdk.Testing;

/// <summary>A whole relay in the test's process: sessions, plugins, routing, scheduling and delivery are the relay's own; the queue lies in
/// memory.</summary>
/// <remarks>
/// It listens on a free port of 127.0.0.1, and all mail goes to <see cref="Destination"/>, unless <see cref="RigOptions.RelayJson"/> has
/// <c>listeners</c> and <c>routes</c> of its own. The clock stands until the test moves it, or waits with <see cref="WaitForAsync"/>. The rules of
/// <c>relay check</c> that concern relay.json as a whole are not applied.
/// </remarks>
/// <example><code>
/// await using InMemoryRelay relay = await InMemoryRelay.StartAsync&lt;RecipientCapPlugin&gt;("""{ "maxRecipients": 100 }""");
/// string conversation = await relay.SendAsync("bob@dest.example");
/// await relay.WaitForAsync&lt;RecipientDelivered&gt;();
/// </code></example>
public sealed partial class InMemoryRelay : IAsyncDisposable
{
    private readonly RigPlugins plugins;
    private readonly NoticeCollector notices;
    private readonly ScriptedHost? ownDestination;
    private readonly MemorySpool spool = new();
    private readonly OutboxDispatcher outbox;
    private readonly DeliveryScheduler scheduler;
    private readonly SmtpServer server;

    private InMemoryRelay(RigPlugins plugins, NoticeCollector notices, ScriptedHost destination, bool ownsDestination)
    {
        (this.plugins, this.notices, Destination) = (plugins, notices, destination);
        ownDestination = ownsDestination ? destination : null;
        (TimeProvider time, RelaySettings settings) = (plugins.Options.Time, plugins.Settings);
        var signal = new OutboxSignal();
        var store = new SignallingSpool(spool, signal);
        var ids = new MessageIdSource(time);
        var ownIds = new OwnMailIds(ids);
        outbox = new OutboxDispatcher(plugins.Host.Handlers, store, signal, time, Log.CreateLogger<OutboxDispatcher>());
        scheduler = Schedulers.Make(settings, store, plugins.Host.Dns, plugins.Host.Handlers, ownIds.Next, time, Log);
        server = new SmtpServer(settings, new SmtpServerDependencies
        {
            Store = store,
            Handlers = plugins.Host.Handlers,
            Queue = scheduler.Queue,
            Ids = ids,
            Clock = time,
            Loggers = Log,
            Features = plugins.Host.Features,
        });
        plugins.Host.Submissions.Open(new OwnMailIntake(scheduler.Queue, store.Content, ownIds, settings, plugins.Host.Handlers, time,
            Log.CreateLogger<OwnMailIntake>()));
    }

    /// <summary>Where mail is taken in.</summary>
    public IPEndPoint EndPoint => server.EndPoints[0];

    /// <summary>The remote host that all mail goes to, unless relay.json has routes of its own; <see cref="ScriptedHost.Messages"/> is what was
    /// delivered.</summary>
    public ScriptedHost Destination { get; }

    /// <summary>All notices so far, durable and live ones, in the order in which they were told.</summary>
    public IReadOnlyList<Notice> Notices => notices.Notices;

    /// <summary>The clock of the relay and the plugins.</summary>
    /// <exception cref="InvalidOperationException"><see cref="RigOptions.Time"/> is another kind of clock.</exception>
    public FakeTimeProvider Clock =>
        plugins.Options.Time as FakeTimeProvider ?? throw new InvalidOperationException("the relay runs on a clock of the test's own");

    /// <summary>The names that the test makes up.</summary>
    public FakeDns Dns => plugins.Options.Dns;

    /// <summary>What the relay and the plugins have logged.</summary>
    public CapturedLog Log => plugins.Log;

    /// <summary>The folder of plugins.json and relay.json, of this relay alone; it is deleted with the relay.</summary>
    public string Folder => plugins.Folder;

    /// <summary>Starts a relay with one plugin.</summary>
    /// <param name="settings">The text of its <c>settings</c> in plugins.json.</param>
    /// <param name="options">What surrounds it; its <see cref="RigOptions.Plugins"/> come behind this plugin.</param>
    /// <param name="destination">Where all mail goes; a host that takes everything when not given.</param>
    /// <exception cref="RigException">The settings are wrong, or the plugin cannot run.</exception>
    public static Task<InMemoryRelay> StartAsync<TPlugin>(string settings = "{}", RigOptions? options = null, ScriptedHost? destination = null)
        where TPlugin : IRelayPlugin, new() => StartAsync(RigOptions.For<TPlugin>(settings, options), destination);

    /// <summary>Starts a relay.</summary>
    /// <inheritdoc cref="StartAsync{TPlugin}(string, RigOptions?, ScriptedHost?)"/>
    public static async Task<InMemoryRelay> StartAsync(RigOptions options, ScriptedHost? destination = null)
    {
        ScriptedHost host = destination ?? ScriptedHost.Start(new HostManners());
        var collector = new NoticeCollector();
        RigPlugins plugins = await RigPlugins.LoadAsync(Observed(options, collector), loaded => Complete(loaded, host));
        try
        {
            await plugins.StartAsync();
            var relay = new InMemoryRelay(plugins, collector, host, ownsDestination: destination is null);
            await relay.outbox.StartAsync(CancellationToken.None);
            plugins.Host.RunJobs();
            await relay.scheduler.StartAsync(CancellationToken.None);
            await relay.server.StartAsync(CancellationToken.None);
            return relay;
        }
        catch
        {
            await plugins.DisposeAsync();
            if (destination is null)
                await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops everything at once; what is in the queue is gone.</summary>
    public async ValueTask DisposeAsync()
    {
        await plugins.Host.Submissions.CloseAsync(TimeSpan.FromSeconds(10), TimeProvider.System);
        await server.DisposeAsync();
        await scheduler.DisposeAsync();
        await outbox.DisposeAsync();
        await plugins.DisposeAsync();
        await spool.DisposeAsync();
        if (ownDestination is not null)
            await ownDestination.DisposeAsync();
    }

    private static RelaySettings Complete(LoadedSettings loaded, ScriptedHost destination) => loaded.Settings with
    {
        Listeners = loaded.Tree.Find("listeners") is null ? [new ListenerSettings { Address = "127.0.0.1:0" }] : loaded.Settings.Listeners,
        Routes = loaded.Tree.Find("routes") is null ? [new RouteSettings { Via = destination.EndPoint.ToString() }] : loaded.Settings.Routes,
    };

    private static RigOptions Observed(RigOptions options, NoticeCollector collector)
    {
        RigOptions observed = options with { Plugins = [.. options.Plugins, collector] };
        if (options.PluginsJson is not { } text)
            return observed;
        var reading = new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
        JsonNode? root = JsonNode.Parse(text, documentOptions: reading);
        (root?["plugins"] as JsonArray)?.Add(new JsonObject { ["id"] = NoticeCollector.Id });
        return observed with { PluginsJson = root?.ToJsonString() };
    }
}
