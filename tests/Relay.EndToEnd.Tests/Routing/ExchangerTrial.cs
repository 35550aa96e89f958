using System.Net;
using System.Net.Sockets;
using Relay.Sdk.Dns;
using Relay.Sdk.Testing.Hosts;
using Relay.TestKit.Dns;
using Relay.TestKit.Peers;

namespace Relay.EndToEnd.Tests.Routing;

/// <summary>A relay that sends to mail exchangers, a name server with domains of every kind, and their hosts, each on an address of its own at port
/// 25.</summary>
public sealed class ExchangerTrial : IAsyncLifetime
{
    private const int SmtpPort = 25;
    private const int ServerFailure = 2;
    private const int NameError = 3;

    private static readonly Dictionary<string, string> Addresses = new()
    {
        ["mx1.hosts.test"] = "127.0.77.1",
        ["mx2.hosts.test"] = "127.0.77.2",
        ["refusing.hosts.test"] = "127.0.77.3",
        ["dead.hosts.test"] = "127.0.77.4",
        ["implicit.test"] = "127.0.77.1",
        // Where the relay itself listens.
        ["mx1.relay.example"] = "127.0.0.1",
    };

    private static readonly Dictionary<string, string> Aliases =
        new() { ["alias.test"] = "preference.test", ["alias.hosts.test"] = "mx1.hosts.test" };

    private static readonly Dictionary<string, (ushort Preference, string Name)[]> Exchangers = new()
    {
        ["sender.test"] = [(10, "mx1.hosts.test")],
        ["preference.test"] = [(20, "mx2.hosts.test"), (10, "mx1.hosts.test"), (30, "dead.hosts.test")],
        ["equals.test"] = [(10, "mx1.hosts.test"), (10, "mx1.hosts.test")],
        ["dead-first.test"] = [(10, "dead.hosts.test"), (20, "mx2.hosts.test")],
        ["refusing-first.test"] = [(10, "refusing.hosts.test"), (20, "mx2.hosts.test")],
        ["gone-first.test"] = [(10, "gone.hosts.test"), (20, "mx2.hosts.test")],
        ["exchanger-alias.test"] = [(10, "alias.hosts.test")],
        ["better-than-us.test"] = [(10, "mx1.hosts.test"), (20, "mx1.relay.example"), (30, "mx2.hosts.test")],
        ["worse-than-us.test"] = [(10, "mx1.relay.example"), (20, "mx2.hosts.test")],
        ["our-own-name.test"] = [(10, "mx1.relay.example")],
        ["null.test"] = [(0, "")],
        ["no-host.test"] = [(10, "gone.hosts.test")],
        ["broken-host.test"] = [(10, "broken.test")],
        ["broken-host-before-us.test"] = [(10, "broken.test"), (20, "mx1.relay.example")],
    };

    private readonly TemporaryFolder folder = new("exchangers");
    private readonly FakeDnsServer names = FakeDnsServer.Start(Answer);
    private ScriptedHost? best;
    private ScriptedHost? second;
    private ScriptedHost? refusing;
    private RelayProcess? relay;

    /// <summary>Why this cannot run here; null when it can.</summary>
    public string? Missing { get; private set; }

    public int Port => relay!.Port;

    public string Log => relay!.Log;

    public ScriptedHost Best => best!;

    public async ValueTask InitializeAsync()
    {
        try
        {
            best = ScriptedHost.StartOn(IPAddress.Parse("127.0.77.1"), SmtpPort, new HostManners());
        }
        catch (SocketException failure)
        {
            Missing = $"port 25 of this machine cannot be used: {failure.Message}";
            return;
        }

        second = ScriptedHost.StartOn(IPAddress.Parse("127.0.77.2"), SmtpPort, new HostManners());
        refusing = ScriptedHost.StartOn(IPAddress.Parse("127.0.77.3"), SmtpPort, new HostManners { Greeting = "554 no mail here" });
        relay = await RelayProcess.StartAsync(folder, new TrialSettings
        {
            Routes = [new { via = "mx" }],
            Transports = new { remote = new { localExchangers = true } },
            Others = new { dns = new { servers = new[] { names.EndPoint.ToString() } }, retry = new[] { new { rule = "F,5d,1h" } } },
        });
    }

    /// <summary>The hosts to which a message has come, by its subject.</summary>
    public IReadOnlyList<string> ArrivedAt(string subject) =>
    [
        .. best!.Messages.Where(Has(subject)).Select(static _ => "best"),
        .. second!.Messages.Where(Has(subject)).Select(static _ => "second"),
    ];

    /// <summary>Lines of the log about a recipient.</summary>
    public IEnumerable<string> Lines(string word, string recipient) =>
        Log.Split('\n').Where(line => line.Contains(word, StringComparison.Ordinal) && line.Contains($" to {recipient} ", StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable? one in (IAsyncDisposable?[])[relay, best, second, refusing, names])
        {
            if (one is not null)
                await one.DisposeAsync();
        }

        folder.Dispose();
    }

    private static DnsReplyBuilder Answer(FakeDnsQuery query)
    {
        DnsReplyBuilder reply = query.Reply();
        string name = query.Name.ToLowerInvariant();
        if (name == "broken.test")
            return reply.Code(ServerFailure);
        if (Aliases.TryGetValue(name, out string? target))
        {
            reply.Cname(name, target);
            name = target;
        }

        if (!Addresses.ContainsKey(name) && !Exchangers.ContainsKey(name))
            return reply.Code(NameError);
        if (query.Type == DnsRecordType.A && Addresses.TryGetValue(name, out string? address))
            reply.A(name, address);
        if (query.Type == DnsRecordType.MX && Exchangers.TryGetValue(name, out (ushort Preference, string Name)[]? exchangers))
        {
            foreach ((ushort preference, string exchanger) in exchangers)
                reply.Mx(name, preference, exchanger);
        }

        return reply;
    }

    private static Func<TakenMessage, bool> Has(string subject) =>
        message => message.Text.Contains($"Subject: {subject}\r\n", StringComparison.Ordinal);
}
