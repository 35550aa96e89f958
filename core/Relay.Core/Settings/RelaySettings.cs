using System.ComponentModel;
using Relay.Core.Settings.Binding;

namespace Relay.Core.Settings;

/// <summary>The whole of relay.json. Each property is a key in lower camel case; its initial value is the default; its Description is the text in the
/// schema.</summary>
[TakesPluginOptions(OptionPart.Relay)]
public sealed record RelaySettings
{
    /// <summary>The transport that exists without being listed.</summary>
    public const string DefaultTransport = "remote";

    [Description("The relay's own name: in the greeting, EHLO, Received fields and reports. Default: the machine's host name.")]
    public string Hostname { get; init; } = "";

    [Description("Where accepted mail is kept.")]
    public SpoolSettings Spool { get; init; } = new();

    [Description("Addresses to take mail in on.")]
    public IReadOnlyList<ListenerSettings> Listeners { get; init; } = [new()];

    [Description("The endpoint that the queue commands use.")]
    public AdminSettings Admin { get; init; } = new();

    [Description("Which mail is taken, and the limits of a session.")]
    public AcceptSettings Accept { get; init; } = new();

    [Description("How names are resolved.")]
    public DnsSettings Dns { get; init; } = new();

    [Description("Where mail goes, by recipient domain; the first match counts.")]
    public IReadOnlyList<RouteSettings> Routes { get; init; } = [new()];

    [Description("Ways of sending, by name. 'remote' exists without being listed.")]
    public IReadOnlyDictionary<string, TransportSettings> Transports { get; init; } = new Dictionary<string, TransportSettings>();

    [Description("When to try again, by recipient domain; the first match counts.")]
    public IReadOnlyList<RetrySettings> Retry { get; init; } = [new()];

    [Description("How deliveries are scheduled.")]
    public DeliverySettings Delivery { get; init; } = new();

    [Description("Reports to senders.")]
    public ReportSettings Reports { get; init; } = new();

    [Description("What is written to the log.")]
    public LogSettings Log { get; init; } = new();
}
