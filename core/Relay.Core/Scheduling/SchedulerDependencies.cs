using Microsoft.Extensions.Logging;
using Relay.Core.Delivery;
using Relay.Core.Handlers;
using Relay.Core.Reports;
using Relay.Core.Routing;
using Relay.Core.Scheduling.Retry;
using Relay.Core.Settings;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.Core.Scheduling;

/// <summary>What the scheduler works with.</summary>
public sealed record SchedulerDependencies
{
    /// <summary>The settings, valid, with <see cref="RelaySettings.Hostname"/> filled in.</summary>
    public required RelaySettings Settings { get; init; }

    /// <summary>Started by the host before the scheduler.</summary>
    public required ISpoolStore Spool { get; init; }

    public required RecipientRouter Router { get; init; }

    public required RouteResolver Resolver { get; init; }

    public required RetryTable Retry { get; init; }

    public required IMailTransport Transport { get; init; }

    public required IReportWriter Reports { get; init; }

    public required IHandlers Handlers { get; init; }

    public required TimeProvider Clock { get; init; }

    public required ILoggerFactory Logs { get; init; }

    /// <summary>Gives ids to reports; the same source as for accepted mail.</summary>
    public required Func<MessageId> NewId { get; init; }
}
