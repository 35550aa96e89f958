using Relay.Core.Settings;
using Relay.Sdk.Events;
using Relay.Sdk.Tls;

namespace Relay.Core.Delivery;

/// <summary>What a session is about, once it is open.</summary>
internal sealed record SessionFacts(HostFacts Host, TlsFacts? Tls, TransportSettings Settings, string AttemptId);
