using Microsoft.Extensions.Logging;
using Relay.Core.Handlers;
using Relay.Core.Scheduling.Intake;
using Relay.Core.Settings;
using Relay.Core.Storage;
using Relay.Core.Tracing;
using Relay.Sdk.Spool;

namespace Relay.Core.Sessions;

/// <summary>What an <see cref="SmtpServer"/> works with.</summary>
public sealed record SmtpServerDependencies
{
    /// <summary>Where content is kept while it arrives; started already.</summary>
    public required ISpoolStore Store { get; init; }

    /// <summary>The plugins' handlers.</summary>
    public required IHandlers Handlers { get; init; }

    /// <summary>Where accepted mail goes.</summary>
    public required IMailQueue Queue { get; init; }

    /// <summary>The source of ids; shared with all code that makes messages.</summary>
    public required MessageIdSource Ids { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>Loggers.</summary>
    public required ILoggerFactory Loggers { get; init; }

    /// <summary>Lets operators follow the sessions.</summary>
    public ProtocolTrace Trace { get; init; } = new();

    /// <summary>A client is turned away if its socket gets a higher descriptor than this, so that the rest stays for the mail in flight. Null: no
    /// bound.</summary>
    public long? HighestDescriptor { get; init; } = DescriptorLimit.OfThisProcess?.HighestForClients;

    /// <summary>Experimental host features.</summary>
    public IFeatures Features { get; init; } = new HostFeatures([]);
}
