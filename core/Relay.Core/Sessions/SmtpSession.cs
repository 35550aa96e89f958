using System.Net;
using System.Net.Sockets;
using Relay.Core.Protocol.Server;
using Relay.Core.Sessions.Connections;
using Relay.Core.Settings;
using Relay.Core.Tracing;
using Relay.Sdk.Events;
using Relay.Sdk.Lists;
using Relay.Sdk.Replies;
using Relay.Sdk.Tls;

namespace Relay.Core.Sessions;

/// <summary>The state of one session with one client. The loop reads and asks, commands act, and both write down here what holds.</summary>
internal sealed class SmtpSession(SessionContext context, SmtpListener listener, Socket socket, SessionChannel channel)
{
    private string? refusedBy;
    private ClientFacts? facts;
    private ConversationTrace? trace;
    private SmtpExtensions offered;

    public SessionContext Context => context;

    public SmtpListener Listener => listener;

    public Socket Socket => socket;

    public SessionChannel Channel => channel;

    /// <summary>The id in every log line that concerns the session.</summary>
    public string Id { get; } = context.Ids.Next().ToString();

    /// <summary>The client; behind a PROXY header the real one.</summary>
    public required IPEndPoint Remote { get; set; }

    public required IPEndPoint Local { get; set; }

    /// <summary>False behind a PROXY header without addresses: the remote address is then the proxy's own, and its rights are not the
    /// client's.</summary>
    public bool IsOriginKnown { get; set; } = true;

    public SessionPhase Phase { get; set; } = SessionPhase.Connected;

    /// <summary>The argument of EHLO or HELO; null before it.</summary>
    public string? Helo { get; private set; }

    /// <summary>EHLO rather than HELO.</summary>
    public bool IsExtended { get; private set; }

    /// <summary>The authenticated identity; null without.</summary>
    public string? User { get; private set; }

    /// <summary>TLS facts; null in clear text.</summary>
    public TlsFacts? Tls { get; private set; }

    /// <summary>Tells the conversation to operators that follow it.</summary>
    public ConversationTrace Trace => trace ??= new ConversationTrace(context.Trace, context.Clock, Id, Remote.Address, Helo);

    public Transaction? Transaction { get; private set; }

    /// <summary>The command that is being carried out, as observers may see it; null when no handler observes errors, and while a command is
    /// read.</summary>
    public string? Command { get; set; }

    /// <summary>The last MAIL was refused, or a chunk and the transaction with it: what is pipelined behind it was sent in good faith.</summary>
    public bool IsTransactionRefused { get; set; }

    /// <summary>Nothing more is read; what is written is still sent.</summary>
    public bool IsEnding { get; private set; }

    public int Errors { get; private set; }

    public int RefusedRecipients { get; private set; }

    /// <summary>Failed logins.</summary>
    public int AuthFailures { get; set; }

    /// <summary>Transactions begun.</summary>
    public int Transactions { get; private set; }

    /// <summary>Messages accepted.</summary>
    public int Accepted { get; private set; }

    /// <summary>Refusals of any kind since the last message that was accepted.</summary>
    public int Refusals { get; set; }

    /// <summary>Counted among the sessions of its address.</summary>
    public bool IsCounted { get; set; }

    /// <summary>The relay ends the session of its own accord: the client may still be sending.</summary>
    public bool IsCutShort { get; private set; }

    /// <summary>Whether it is one of the hosts that may send to any domain (<c>accept.relayFromHosts</c>).</summary>
    public Membership Listing { get; set; } = Membership.NotListed;

    /// <summary>Whether the client may send to any domain.</summary>
    public bool MayRelay => Listing is Membership.Yes || User is not null;

    /// <summary>Whether a reply can be read: not before the handshake of implicit TLS.</summary>
    public bool CanSpeak => Tls is not null || listener.Settings.Tls != ListenerTls.Implicit;

    public CancellationToken Ending => channel.Deadline.Token;

    /// <summary>What parameters are judged by now.</summary>
    public CommandRules Rules => new(offered, context.LocalDomain, Transaction?.Mail.SmtpUtf8 ?? false, context.Postmaster);

    /// <summary>The client as moments show it.</summary>
    public ClientFacts Facts => facts ??= new ClientFacts
    {
        SessionId = Id,
        Remote = Remote,
        Local = Local,
        Listener = listener.Settings.Address,
        Helo = Helo,
        AuthenticatedUser = User,
        Tls = Tls,
        MayRelay = MayRelay,
    };

    /// <summary>Writes a reply; it is sent with the others of its batch.</summary>
    public void Reply(SmtpReply reply)
    {
        if (context.Trace.IsOn)
            Trace.Reply(reply.ToString());
        ReplyEncoder.Write(channel.Output, reply);
    }

    /// <summary>Writes the reply to a protocol or syntax error, and counts it.</summary>
    public void Fail(SmtpReply reply)
    {
        Errors++;
        Reply(reply);
        SessionEvents.Fail(this, reply);
    }

    /// <summary>Writes the reply to a command that is not allowed now. It counts as an error, unless it only came behind a refusal (RFC 2920
    /// §3.1).</summary>
    public void RefuseOutOfSequence(SmtpReply reply)
    {
        if (reply.Code == 554 || (IsTransactionRefused && Phase == SessionPhase.Ready))
            Reply(reply);
        else
            Fail(reply);
    }

    /// <summary>Writes the reply to a recipient that is not taken, and counts it.</summary>
    public void RefuseRecipient(SmtpReply reply)
    {
        RefusedRecipients++;
        Reply(reply);
    }

    /// <summary>Writes the last reply.</summary>
    public void End(SmtpReply reply)
    {
        if (!IsEnding && CanSpeak)
            Reply(reply);
        IsEnding = true;
        IsCutShort = !reply.IsPositive;
    }

    /// <summary>Ends without a word: the client is gone.</summary>
    public void End() => IsEnding = true;

    /// <summary>The handler that gave the last refusal, for the log line about it; the relay itself when it was no plugin. Asked once.</summary>
    public string TakeRefusedBy()
    {
        string by = refusedBy ?? "relay";
        refusedBy = null;
        return by;
    }

    /// <summary>The reply that a verdict means; null when there is no objection. Disconnect ends the session after the reply.</summary>
    public SmtpReply? ApplyVerdict(Verdict verdict)
    {
        refusedBy = verdict.By;
        switch (verdict)
        {
            case Verdict.Continued:
                return null;
            case Verdict.Deferred deferred:
                return deferred.Reply;
            case Verdict.Rejected rejected:
                return rejected.Reply;
            case Verdict.Disconnected disconnected:
                IsEnding = IsCutShort = true;
                return disconnected.Reply;
            default:
                throw new InvalidOperationException("a verdict is one of four");
        }
    }

    /// <summary>EHLO or HELO was accepted: a transaction is dropped, the session begins anew (RFC 5321 §4.1.4).</summary>
    public async ValueTask GreetAsync(string helo, bool extended)
    {
        await ResetAsync();
        IsTransactionRefused = false;
        (Helo, IsExtended, Phase, facts) = (helo, extended, SessionPhase.Ready, null);
        trace?.Name(helo);
        offered = extended ? ExtensionTable.Offered(this) : SmtpExtensions.None;
    }

    /// <summary>TLS has begun: whatever was learnt in clear text is forgotten (RFC 3207 §4.2).</summary>
    public void StartTls(TlsFacts tls)
    {
        (Tls, Helo, IsExtended, User, Phase, facts) = (tls, null, false, null, SessionPhase.Connected, null);
    }

    /// <summary>The client has authenticated.</summary>
    public void Authenticate(string user) => (User, facts) = (user, null);

    /// <summary>MAIL was accepted.</summary>
    public void Begin(Transaction transaction)
    {
        Transactions++;
        IsTransactionRefused = false;
        (Transaction, Phase) = (transaction, SessionPhase.Mail);
    }

    /// <summary>A message was accepted.</summary>
    public void CountAccepted()
    {
        Accepted++;
        Refusals = 0;
    }

    /// <summary>Drops the transaction and its content, if there is one.</summary>
    public async ValueTask ResetAsync()
    {
        if (Transaction?.Message is { } message)
            await message.DisposeAsync();
        Transaction = null;
        if (Phase > SessionPhase.Ready)
            Phase = SessionPhase.Ready;
    }
}
