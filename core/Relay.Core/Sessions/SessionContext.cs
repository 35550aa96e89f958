using Microsoft.Extensions.Logging;
using Relay.Core.Handlers;
using Relay.Core.Scheduling.Intake;
using Relay.Core.Sealing;
using Relay.Core.Sessions.Authentication;
using Relay.Core.Settings;
using Relay.Core.Tracing;
using Relay.Sdk.Mail;
using Relay.Sdk.Replies;
using Relay.Sdk.Spool;

namespace Relay.Core.Sessions;

/// <summary>What all sessions share. Immutable: new settings make a new object, for the sessions that begin after that.</summary>
internal sealed class SessionContext
{
    public SessionContext(RelaySettings settings, SmtpServerDependencies parts, CredentialFile? credentials, AuthThrottle authThrottle)
    {
        Settings = settings;
        Hostname = settings.Hostname;
        Greeting = new SmtpReply(220, EnhancedStatus.None, $"{Hostname} ESMTP Relay");
        LocalDomain = MailDomain.TryParse(Hostname, out MailDomain domain) ? domain : MailDomain.Parse("localhost");
        (Store, Handlers, Queue, Features, Clock, Ids) = (parts.Store, parts.Handlers, parts.Queue, parts.Features, parts.Clock, parts.Ids);
        AuthThrottle = authThrottle;
        Postmaster = Mailbox.TryParse(settings.Accept.Postmaster, out Mailbox? postmaster) ? postmaster : null;
        Mechanisms = new MechanismSource(credentials, parts.Handlers, parts.Clock, parts.Loggers);
        Trace = parts.Trace;
        Log = parts.Loggers.CreateLogger<SmtpSession>();
        Sealing = new MessageSealing(Handlers, Store.Content, Log);
    }

    public RelaySettings Settings { get; }

    public AcceptSettings Accept => Settings.Accept;

    public string Hostname { get; }

    /// <summary>The greeting.</summary>
    public SmtpReply Greeting { get; }

    public MailDomain LocalDomain { get; }

    /// <summary>The mechanisms of AUTH.</summary>
    public MechanismSource Mechanisms { get; }

    /// <summary>Counts failed logins over all sessions.</summary>
    public AuthThrottle AuthThrottle { get; }

    /// <summary>Where mail to <c>&lt;postmaster&gt;</c> goes; null when the settings do not say.</summary>
    public Mailbox? Postmaster { get; }

    public ISpoolStore Store { get; }

    public IHandlers Handlers { get; }

    /// <summary>The last step before a message is stored.</summary>
    public MessageSealing Sealing { get; }

    public IMailQueue Queue { get; }

    public IFeatures Features { get; }

    public TimeProvider Clock { get; }

    public MessageIdSource Ids { get; }

    public ProtocolTrace Trace { get; }

    public ILogger Log { get; }
}
