using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using Relay.Core.Handlers;
using Relay.Core.Routing;
using Relay.Core.Scheduling;
using Relay.Core.Scheduling.Retry;
using Relay.Core.Settings;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;
using Relay.Sdk.Testing.Dns;
using Relay.Sdk.Testing.Spool;
using Relay.TestKit.Delivery;
using Relay.TestKit.Lists;

namespace Relay.Core.Tests.Scheduling;

/// <summary>A scheduler with everything around it in memory, under a clock that the test moves.</summary>
internal sealed class DeliveryRig : IAsyncDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 1, 5, 8, 0, 0, TimeSpan.Zero);

    // A wait has an end, counted in turns of the thread pool: no test looks at the time of day.
    private const int MaxTurns = 3_000_000;
    private const int MaxSteps = 10_000;

    // What waits for the clock is work too, so that it may not get quiet before the clock moves.
    private const int TurnsPerStep = 5_000;
    private long lastId;

    public DeliveryRig(RelaySettings? settings = null, IHandlers? handlers = null, MemorySpool? spool = null)
    {
        Settings = (settings ?? new RelaySettings()) with { Hostname = "relay.example" };
        Spool = spool ?? new MemorySpool { CommitDelay = static async () => await Task.Yield() };
        Handlers = handlers ?? NoHandlers.Instance;
    }

    public RelaySettings Settings { get; }

    public IHandlers Handlers { get; }

    public SettableClock Clock { get; } = new(Start);

    public FakeDns Dns { get; } = new();

    /// <summary>Stands before <see cref="Dns"/>, where a test wants another resolver.</summary>
    public SilentDns? Silent { get; init; }

    /// <summary>A list of the settings whose open questions are nothing to wait for.</summary>
    public ScriptedDomains? Lists { get; init; }

    public MemorySpool Spool { get; }

    public ScriptedTransport Transport { get; } = new();

    public PlainReportWriter Reports { get; } = new();

    public CollectingLogs Logs { get; } = new();

    public DeliveryScheduler Scheduler { get => field ??= NewScheduler(); private set; }

    /// <summary>A hop for a domain, so that it resolves.</summary>
    public DeliveryRig With(params IReadOnlyList<string> domains)
    {
        foreach (string domain in domains)
            Dns.Address(domain, "192.0.2.1");
        return this;
    }

    public async Task<DeliveryRig> StartAsync()
    {
        await Scheduler.StartAsync(CancellationToken.None);
        await QuietAsync();
        return this;
    }

    /// <summary>Accepts a message as a session does, and waits until all that follows at once is done.</summary>
    public async Task<MessageId> AcceptAsync(string from, params IReadOnlyList<string> recipients)
    {
        MessageId id = await OfferAsync(from, [.. recipients.Select(r => new QueuedRecipient { Mailbox = Mailbox.Parse(r) })]);
        await QuietAsync();
        return id;
    }

    /// <summary>Accepts a message as a session does.</summary>
    public async Task<MessageId> OfferAsync(string from, IReadOnlyList<QueuedRecipient> recipients, bool requireTls = false)
    {
        (QueuedMessage message, ISpoolDraft draft) = await WriteAsync(from, requireTls);
        await Scheduler.Queue.AcceptAsync(message, draft, recipients);
        return message.Id;
    }

    /// <summary>Offers messages without waiting for what follows.</summary>
    public async Task OfferAsync(int count, string recipient)
    {
        for (int i = 0; i < count; i++)
            await OfferAsync("a@sender.example", [new QueuedRecipient { Mailbox = Mailbox.Parse(recipient) }]);
    }

    /// <summary>A message with its entries, as the intake makes them.</summary>
    public async Task<NewMessage> NewMessageAsync(string from, IReadOnlyList<QueuedRecipient> recipients, bool claim)
    {
        (QueuedMessage message, ISpoolDraft draft) = await WriteAsync(from, requireTls: false);
        NewMessage planned = await Scheduler.Queue.PlanAsync(message, draft, recipients, claim);
        return planned with { Claim = claim && planned.Entries.All(entry => Scheduler.HasRoomFor(entry.Destination, draft.LengthOctets)) };
    }

    /// <summary>Takes over new routes, transports and retry rules.</summary>
    public void Apply(RelaySettings settings)
    {
        List<string> problems = [];
        Scheduler.Apply(RouteTable.Read(settings, problems)!, RetryTable.Read(settings.Retry, problems)!);
    }

    /// <summary>Moves the clock and waits until all that follows is done.</summary>
    public async Task AdvanceAsync(TimeSpan time)
    {
        Clock.Advance(time);
        await QuietAsync();
    }

    /// <summary>Puts messages into the spool as the last run of the relay left them.</summary>
    public async Task StoreAsync(int count, Func<int, string> recipient, Func<QueueEntry, QueueEntry>? change = null)
    {
        for (int i = 0; i < count; i++)
        {
            NewMessage message = await NewMessageAsync("a@sender.example", [new QueuedRecipient { Mailbox = Mailbox.Parse(recipient(i)) }],
                claim: false);
            QueueEntry[] entries = [.. message.Entries.Select(change ?? (static e => e))];
            message = message with { Message = entries[0].Message, Entries = entries };
            await Spool.Queue.CommitAsync(new SpoolChange { Messages = [message] }, CancellationToken.None);
        }
    }

    /// <summary>Moves the clock in steps.</summary>
    public async Task AdvanceAsync(TimeSpan time, TimeSpan step)
    {
        for (TimeSpan passed = TimeSpan.Zero; passed < time; passed += step)
            await AdvanceAsync(step);
    }

    /// <summary>Waits until nothing is going on but calls that wait for the script.</summary>
    public async Task QuietAsync()
    {
        int rounds = 0;
        for (int quiet = 0; quiet < 2;)
        {
            (++rounds).ShouldBeLessThan(MaxTurns, $"it never gets quiet: {Scheduler.Status.Busy} busy, {Transport.Hanging} hanging");
            await TurnAsync();
            quiet = IsQuiet ? quiet + 1 : 0;
        }
    }

    /// <summary>Waits until something holds that follows on other threads; fails when it never does.</summary>
    public static async Task UntilAsync(Func<bool> holds, [CallerArgumentExpression(nameof(holds))] string? what = null)
    {
        for (int i = 0; !holds(); i++)
        {
            i.ShouldBeLessThan(MaxTurns, $"it never holds: {what}");
            await TurnAsync();
        }
    }

    /// <summary>Moves the clock in steps until something holds; fails when it never does.</summary>
    public async Task UntilAsync(Func<bool> holds, TimeSpan step, [CallerArgumentExpression(nameof(holds))] string? what = null)
    {
        for (int i = 0; !holds(); i++)
        {
            i.ShouldBeLessThan(MaxSteps, $"it never holds: {what}");
            for (int turn = 0, quiet = 0; turn < TurnsPerStep && quiet < 2 && !holds(); turn++)
            {
                await TurnAsync();
                quiet = IsQuiet ? quiet + 1 : 0;
            }

            Clock.Advance(step);
        }
    }

    /// <summary>Lets the threads of the pool have a turn.</summary>
    public static Task TurnAsync() => Task.Run(Thread.Yield);

    /// <summary>Stops the scheduler, and starts another one on the same spool.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await Scheduler.DisposeAsync();
        Scheduler = NewScheduler();
        await StartAsync();
    }

    /// <summary>Stops the scheduler, moving the clock when it waits for it.</summary>
    public async Task StopAsync()
    {
        Task stopped = Scheduler.StopAsync();
        await UntilAsync(() => stopped.IsCompleted, TimeSpan.FromSeconds(1));
        await stopped;
    }

    public MessageId NextId() => new(Interlocked.Increment(ref lastId));

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await Scheduler.DisposeAsync();
    }

    private async Task<(QueuedMessage Message, ISpoolDraft Draft)> WriteAsync(string from, bool requireTls)
    {
        MessageId id = NextId();
        ISpoolDraft draft = await Spool.Content.BeginAsync(id, mayUseReserve: true, CancellationToken.None);
        draft.Write(Encoding.ASCII.GetBytes("Subject: test\r\n\r\nHello.\r\n"));
        ReversePath path = from.Length == 0 ? ReversePath.Null : ReversePath.From(Mailbox.Parse(from));
        return (new QueuedMessage
        {
            Id = id,
            ReceivedAt = Clock.GetUtcNow(),
            ReversePath = path,
            RequireTls = requireTls,
            LengthOctets = draft.LengthOctets
        }, draft);
    }

    // Nothing goes on but calls that wait for the script.
    private bool IsQuiet => Scheduler.Status.Busy - Transport.Hanging - (Silent?.Hanging ?? 0) - (Lists?.Hanging ?? 0) <= 0;

    private DeliveryScheduler NewScheduler()
    {
        List<string> problems = [];
        RouteTable routes = RouteTable.Read(Settings, problems) ?? throw new ArgumentException(string.Join("; ", problems));
        RetryTable retry = RetryTable.Read(Settings.Retry, problems) ?? throw new ArgumentException(string.Join("; ", problems));
        return new DeliveryScheduler(new SchedulerDependencies
        {
            Settings = Settings,
            Spool = Spool,
            Router = new RecipientRouter(routes, Handlers),
            Resolver = new RouteResolver((Relay.Sdk.Dns.IDnsResolver?)Silent ?? Dns, new OwnHost("relay.example", [], []), new Random(1)),
            Retry = retry,
            Transport = Transport,
            Reports = Reports,
            Handlers = Handlers,
            Clock = Clock,
            Logs = Logs,
            NewId = NextId,
        });
    }
}
