using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Relay.Core.Expansion;
using Relay.Core.Settings.Binding;
using Relay.Sdk.Lists;

namespace Relay.Core.Settings;

public sealed record AcceptSettings
{
    [Description("Host list: clients that may relay to any domain. A host name matches by its addresses, and *.name by the names that a reverse " +
        "lookup of the client finds and a forward lookup confirms; put addresses first. While a lookup that decides has no answer, recipients get " +
        "451 4.4.3.")]
    public HostList RelayFromHosts { get; init; } = ListParser.Hosts("127.0.0.1 : ::1");

    [Description("Domain list: recipients here are taken from any client.")]
    public DomainList RelayToDomains { get; init; } = DomainList.None;

    [Description("Largest content in octets, before dot-stuffing (SIZE, RFC 1870).")]
    [Range(1024, long.MaxValue)]
    public long MaxMessageOctets { get; init; } = 52_428_800;

    [Description("Most recipients in one transaction; the next gets 452 4.5.3. At least 100 (RFC 5321 §4.5.3.1.8).")]
    [Range(100, 100_000)]
    public int MaxRecipients { get; init; } = 1000;

    [Description("Most sessions at once, in all; the next gets 421 4.3.2.")]
    [Range(1, 1_000_000)]
    public int MaxSessions { get; init; } = 10_000;

    [Description("Most sessions at once from one address; the next gets 421 4.7.0.")]
    [Range(1, 1_000_000)]
    public int MaxSessionsPerHost { get; init; } = 1000;

    [Description("Most transactions in one session (MAILMAX of LIMITS, RFC 9422); the next gets 421. 0: no limit.")]
    [Range(0, int.MaxValue)]
    public int MaxMessagesPerSession { get; init; }

    [Description("Protocol and syntax errors in one session before 421.")]
    [Range(1, 10_000)]
    public int MaxErrors { get; init; } = 20;

    [Description("Refused recipients in one session before 421.")]
    [Range(1, 100_000)]
    public int MaxRefusedRecipients { get; init; } = 200;

    [Description("Received fields from which on a message is refused as looping (RFC 5321 §6.3).")]
    [Range(20, 1000)]
    public int MaxReceivedFields { get; init; } = 100;

    [Description("Longest line of content in octets, CRLF included (RFC 5321 §4.5.3.1.6 asks for 1000); 0 for no limit.")]
    [Range(0, int.MaxValue)]
    public int MaxLineOctets { get; init; }

    [Description("Octets of the header section at the most.")]
    [Range(1024, 64 * 1024 * 1024)]
    public int MaxHeaderOctets { get; init; } = 1024 * 1024;

    [Description("reject: a bare CR or LF in content or commands is refused; normalize: it becomes CRLF in content, and never ends the data; " +
        "allow-legacy: a bare LF ends command lines too, and content is kept as it is, but for a bare CR or LF before a dot, which becomes CRLF; " +
        "the data still end only with CRLF.CRLF.")]
    public LineEndings LineEndings { get; init; } = LineEndings.Reject;

    [Description("Milliseconds to wait before the greeting for clients that talk too early; they get 554. 0: only what has already arrived counts.")]
    [Range(0, 60_000)]
    public int EarlyTalkerDelay { get; init; }

    [Description("File with hashed credentials for AUTH, made by 'relay user'. Relative to the settings file.")]
    public string Credentials { get; init; } = "";

    [Description("Offer AUTH without TLS. Passwords then cross the network in clear text.")]
    public bool AuthWithoutTls { get; init; }

    [Description("Failed logins in one session before 421. Each is answered later than the one before, after 1s to 8s.")]
    [Range(1, 10_000)]
    public int MaxAuthFailures { get; init; } = 5;

    [Description("Failed logins from one address (IPv6: from one /64) within about ten minutes before AUTH gets 421 until some are forgotten. 0: " +
        "no limit.")]
    [Range(0, 1_000_000)]
    public int MaxAuthFailuresPerHost { get; init; } = 100;

    [Description("Mailbox that gets the mail to postmaster without a domain (RFC 5321 §4.5.1); it is taken from any client. Empty: such mail goes " +
        "to postmaster at the relay's host name, and is taken like other mail to that domain.")]
    public string Postmaster { get; init; } = "";

    [Description("How long to wait for a whole command (RFC 5321 §4.5.3.2.7).")]
    [Duration("1s", "1d")]
    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromMinutes(5);

    [Description("How long to wait for the next stretch of content (RFC 5321 §4.5.3.2.5).")]
    [Duration("1s", "1d")]
    public TimeSpan DataTimeout { get; init; } = TimeSpan.FromMinutes(3);

    [Description("Octets of content per second that a client has to send on average within each dataTimeout. Pauses up to dataTimeout are no " +
        "fault. The default is the speed of the slowest radio links; 0 for any.")]
    [Range(0, 1_000_000)]
    public int MinContentRate { get; init; } = 30;

    [Description("How long a TLS handshake may take.")]
    [Duration("1s", "1h")]
    public TimeSpan TlsTimeout { get; init; } = TimeSpan.FromSeconds(30);

    [Description("Longest life of one session.")]
    [Duration("1s", "30d")]
    public TimeSpan SessionTimeout { get; init; } = TimeSpan.FromHours(2);
}

public enum LineEndings
{
    Reject,
    Normalize,
    AllowLegacy,
}
