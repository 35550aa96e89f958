using Microsoft.Extensions.Logging;
using Relay.Core.Handlers;
using Relay.Core.Tls;
using Relay.Core.Tracing;

namespace Relay.Core.Delivery.Opening;

/// <summary>What all attempts of one transport share.</summary>
internal sealed record OpeningContext(IHandlers Handlers, TlsPlanner TlsPlanner, HandshakeJudge HandshakeJudge, BrokenTlsHosts BrokenTls,
    TimeProvider Time, ILogger Logger, ProtocolTrace Trace);
