using System.Buffers;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Relay.Core.Delivery;
using Relay.Core.Dns;
using Relay.Core.Expansion;
using Relay.Core.Handlers;
using Relay.Core.Handlers.Observing;
using Relay.Core.Reports;
using Relay.Core.Routing;
using Relay.Core.Scheduling;
using Relay.Core.Scheduling.Retry;
using Relay.Core.Settings;
using Relay.Core.Spool;
using Relay.Sdk.Dns;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;
using Relay.TestKit.Dns;

namespace Relay.Core.Tests.Scheduling.Wire;

/// <summary>
/// The scheduler with the parts of the running relay around it: embedded spool, resolver asking a name server over UDP, SMTP over sockets,
/// report writer. Only the clock is the test's. Every name has the address 127.0.0.1.
/// </summary>
internal sealed class WireRig : IAsyncDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 1, 5, 8, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(2);

    private readonly Relay.TestKit.Peers.TemporaryFolder folder = new("wire");
    private readonly FakeDnsServer names = FakeDnsServer.Start(static query => query.Type == DnsRecordType.A
        ? query.Reply().A(query.Name, "127.0.0.1") : query.Reply());
    private readonly StubResolver resolver;
    private long lastId;

    private WireRig(RelaySettings settings, IHandlers handlers, ILoggerFactory logs, IDnsResolver? dns)
    {
        Settings = settings with
        {
            Hostname = "relay.example",
            Spool = new SpoolSettings { Path = folder["spool"], ReserveOctets = 0 },
        };
        Spool = new LocalSpool(Settings.Spool, Clock, NullLoggerFactory.Instance);
        resolver = new StubResolver(new StubResolverOptions { Servers = [names.EndPoint] }, Clock, NullLogger<StubResolver>.Instance);
        Dns = new ObservedResolver(dns ?? resolver, handlers, Clock);
        List<string> problems = [];
        RouteTable routes = RouteTable.Read(Settings, problems) ?? throw new ArgumentException(string.Join("; ", problems));
        RetryTable retry = RetryTable.Read(Settings.Retry, problems) ?? throw new ArgumentException(string.Join("; ", problems));
        Scheduler = new DeliveryScheduler(new SchedulerDependencies
        {
            Settings = Settings,
            Spool = Spool,
            Router = new RecipientRouter(routes, handlers),
            Resolver = new RouteResolver(Dns, new OwnHost("relay.example", [], []), new Random(1)),
            Retry = retry,
            Transport = new SmtpTransport(Settings, handlers, Clock, logs),
            Reports = new ReportWriter(),
            Handlers = handlers,
            Clock = Clock,
            Logs = NullLoggerFactory.Instance,
            NewId = () => new MessageId(Interlocked.Increment(ref lastId)),
        });
    }

    public RelaySettings Settings { get; }

    public FakeTimeProvider Clock { get; } = new(Start);

    public LocalSpool Spool { get; }

    /// <summary>Asks the name server, and tells of what has no answer.</summary>
    public IDnsResolver Dns { get; }

    public DeliveryScheduler Scheduler { get; }

    /// <summary>Starts it on an empty spool.</summary>
    /// <param name="settings">Without host name and spool.</param>
    /// <param name="handlers">None when not given.</param>
    /// <param name="logs">Gets what the transport says; nobody when not given.</param>
    /// <param name="dns">Stands for the name server; not given, all names have one address.</param>
    public static async Task<WireRig> StartAsync(RelaySettings settings, IHandlers? handlers = null, ILoggerFactory? logs = null,
        IDnsResolver? dns = null)
    {
        var rig = new WireRig(settings, handlers ?? NoHandlers.Instance, logs ?? NullLoggerFactory.Instance, dns);
        await rig.Spool.StartAsync(CancellationToken.None);
        await rig.Scheduler.StartAsync(CancellationToken.None);
        await rig.QuietAsync();
        return rig;
    }

    /// <summary>A route of a domain to a port of this machine, by a name that has to be resolved.</summary>
    public static RouteSettings Route(string domain, int port, string transport = "remote") =>
        new() { Domains = ListParser.Domains(domain), Via = $"{domain}:{port}", Transport = transport };

    /// <summary>Accepts a message as a session does.</summary>
    public Task AcceptAsync(string recipient, DsnNotify notify = DsnNotify.Unspecified) => AcceptAsync([recipient], notify);

    /// <summary>Accepts a message for several recipients of one destination.</summary>
    public async Task<MessageId> AcceptAsync(IReadOnlyList<string> recipients, DsnNotify notify = DsnNotify.Unspecified,
        string from = "a@sender.example")
    {
        var id = new MessageId(Interlocked.Increment(ref lastId));
        ISpoolDraft draft = await Spool.Content.BeginAsync(id, mayUseReserve: false, CancellationToken.None);
        draft.Write(Encoding.ASCII.GetBytes($"From: <a@sender.example>\r\nSubject: {id}\r\n\r\nHello.\r\n"));
        DateTimeOffset now = Clock.GetUtcNow();
        ReversePath path = ReversePath.From(Mailbox.Parse(from));
        var message = new QueuedMessage { Id = id, ReceivedAt = now, ReversePath = path, LengthOctets = draft.LengthOctets };
        QueuedRecipient[] queued = [.. recipients.Select(recipient => new QueuedRecipient { Mailbox = Mailbox.Parse(recipient), Notify = notify })];
        await Scheduler.Queue.AcceptAsync(message, draft, queued);
        return id;
    }

    /// <summary>Moves the clock and waits until all that follows is done.</summary>
    public async Task AdvanceAsync(TimeSpan time)
    {
        Clock.Advance(time);
        await QuietAsync();
    }

    /// <summary>Moves the clock in steps.</summary>
    public async Task AdvanceAsync(TimeSpan time, TimeSpan step)
    {
        for (TimeSpan passed = TimeSpan.Zero; passed < time; passed += step)
            await AdvanceAsync(step);
    }

    /// <summary>Waits until no attempt, commit or sweep is going on any more, all peers having answered.</summary>
    public async Task QuietAsync()
    {
        using var deadline = new CancellationTokenSource(Patience);
        using var timer = new PeriodicTimer(LookInterval);
        for (int quiet = 0; quiet < 3; quiet = Scheduler.Status.Busy == 0 ? quiet + 1 : 0)
            await timer.WaitForNextTickAsync(deadline.Token);
    }

    public async Task<List<QueueEntry>> QueueAsync()
    {
        var list = new List<QueueEntry>();
        await foreach (QueueEntry entry in Spool.Queue.ListAsync(new QueueFilter(), CancellationToken.None))
            list.Add(entry);
        return list;
    }

    public async ValueTask DisposeAsync()
    {
        await Scheduler.DisposeAsync();
        await Spool.DisposeAsync();
        resolver.Dispose();
        await names.DisposeAsync();
        folder.Dispose();
    }
}
