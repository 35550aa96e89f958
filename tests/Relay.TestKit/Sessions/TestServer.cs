using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Relay.Core.Handlers;
using Relay.Core.Scheduling.Intake;
using Relay.Core.Scheduling.Retry;
using Relay.Core.Sessions;
using Relay.Core.Settings;
using Relay.Sdk.Testing.Clients;
using Relay.Sdk.Testing.Spool;

namespace Relay.TestKit.Sessions;

/// <summary>An SMTP server on an ephemeral port of 127.0.0.1, with a spool in memory and nobody behind it.</summary>
public sealed class TestServer : IAsyncDisposable
{
    private readonly SmtpServer server;

    private TestServer(RelaySettings settings, IHandlers handlers, MemorySpool spool, TimeProvider clock, IFeatures features, ILoggerFactory loggers,
        long? highestDescriptor)
    {
        (Spool, Settings) = (spool, settings);
        server = new SmtpServer(settings, new SmtpServerDependencies
        {
            Store = spool,
            Handlers = handlers,
            Queue = new MailQueue(spool, Accepted, new AgeLimits(settings), TimeProvider.System),
            Ids = new MessageIdSource(clock),
            Clock = clock,
            Loggers = loggers,
            Features = features,
            HighestDescriptor = highestDescriptor,
        });
    }

    public RelaySettings Settings { get; }

    public MemorySpool Spool { get; }

    public CollectingScheduler Accepted { get; } = new();

    public SmtpServer Server => server;

    public IPEndPoint EndPoint => server.EndPoints[0];

    /// <summary>Starts a server with one listener.</summary>
    public static async Task<TestServer> StartAsync(
        AcceptSettings? accept = null,
        ListenerSettings? listener = null,
        IHandlers? handlers = null,
        MemorySpool? spool = null,
        TimeProvider? clock = null,
        IFeatures? features = null,
        ILoggerFactory? loggers = null,
        long? highestDescriptor = null)
    {
        var settings = new RelaySettings
        {
            Hostname = "mx1.relay.example",
            Listeners = [(listener ?? new ListenerSettings()) with { Address = "127.0.0.1:0" }],
            Accept = accept ?? new AcceptSettings(),
        };
        var started = new TestServer(
            settings, handlers ?? NoHandlers.Instance, spool ?? new MemorySpool(), clock ?? TimeProvider.System, features
                ?? new HostFeatures([]), loggers ?? NullLoggerFactory.Instance, highestDescriptor);
        await started.server.StartAsync(CancellationToken.None);
        return started;
    }

    /// <summary>Connects a client, and reads nothing yet.</summary>
    public Task<ScriptedClient> ConnectAsync() => ScriptedClient.ConnectAsync(EndPoint);

    /// <summary>Connects a client and takes it through the greeting and EHLO.</summary>
    public async Task<ScriptedClient> GreetAsync()
    {
        ScriptedClient client = await ConnectAsync();
        await client.TalkAsync("""
            S: 220 mx1.relay.example *
            C: EHLO client.example
            S: 250 *
            """);
        return client;
    }

    /// <summary>Stops, and waits until the last session has ended by itself.</summary>
    public Task FinishAsync() => server.StopAsync(TimeSpan.FromSeconds(30));

    /// <summary>Waits for something that the server does by itself, soon.</summary>
    public static async Task UntilAsync(Func<bool> isSo)
    {
        while (!isSo())
            await Task.Delay(1);
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();
}
