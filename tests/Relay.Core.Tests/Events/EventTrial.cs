using Relay.Core.Settings;
using Relay.Sdk.Testing.Hosts;
using Relay.Sdk.Testing.Tls;
using Relay.Sdk.Tls;
using Relay.TestKit.Sessions;

namespace Relay.Core.Tests.Events;

/// <summary>How an event is brought about.</summary>
/// <param name="Provoke">What a client does.</param>
internal sealed record EventTrial(Func<EventRig, Task> Provoke)
{
    /// <summary>How the next hop answers; null for the usual reply.</summary>
    public Func<string, string?> Answer { get; init; } = static _ => null;

    /// <summary>EHLO keywords of the next hop, besides STARTTLS.</summary>
    public IReadOnlyList<string> Capabilities { get; init; } = ["8BITMIME"];

    public Func<TransportSettings, TransportSettings> Transport { get; init; } = static transport => transport;

    public Func<ListenerSettings, ListenerSettings> Listener { get; init; } = static listener => listener;

    public Func<EventRig, AcceptSettings> Accept { get; init; } = static _ => new AcceptSettings();

    /// <summary>A policy for the connections to the next hop.</summary>
    public ITlsPolicy? DanePolicy { get; init; }

    /// <summary>What the handlers object to.</summary>
    public Action<ScriptedHandlers> Object { get; init; } = static _ => { };

    /// <summary>Brings the peer's manners about.</summary>
    public HostManners Manners(bool tls) =>
        new() { Certificate = tls ? TestCertificates.SelfSigned : null, Capabilities = Capabilities, Answer = Answer };
}
