using static Relay.Sdk.Events.EventDirection;

namespace Relay.Sdk.Events;

/// <summary>All events of the relay: the 19 of Exim under their names, and its own.</summary>
public static class EventCatalogue
{
    /// <summary>All events, those about messages first.</summary>
    public static IReadOnlyList<EventDescription> All { get; } =
    [
        new() { Name = MessageQueued.EventName, Direction = Queue, Unit = "message", Notice = typeof(MessageQueued),
            When = "a message, also a report of the relay's own, is on stable storage" },
        new() { Name = MessageCompleted.EventName, IsExims = true, Direction = Queue, Unit = "message", Notice = typeof(MessageCompleted),
            When = "no recipient of the message is left, after its last other event about a recipient" },
        new() { Name = RecipientDelivered.EventName, IsExims = true, Direction = Outbound, Unit = "recipient", Notice = typeof(RecipientDelivered),
            When = "the next hop took the message for the recipient", Data = "the reply to the end of data" },
        new() { Name = MessageDeferred.EventName, IsExims = true, Direction = Outbound, Unit = "message per attempt",
            Notice = typeof(MessageDeferred), When = "no host is left to try in this attempt, and the recipients wait for a reason that concerns " +
            "all of them", Data = "the last reply, or the relay's reason" },
        new() { Name = HostDeferred.EventName, IsExims = true, Direction = Outbound, Unit = "host per attempt", Notice = typeof(HostDeferred),
            When = "a host, at one of its addresses, could not be used or takes nothing now", Data = "its reply, or the relay's reason" },
        new() { Name = RecipientHostDeferred.EventName, IsExims = true, Direction = Outbound, Unit = "recipient per host",
            Notice = typeof(RecipientHostDeferred), When = "a host answered RCPT with 4xx", Data = "the reply" },
        new() { Name = RecipientDeferred.EventName, IsExims = true, Direction = Outbound, Unit = "recipient per attempt",
            Notice = typeof(RecipientDeferred), When = "the last host that was asked answered RCPT with 4xx", Data = "the reply" },
        new() { Name = RecipientFailed.EventName, IsExims = true, Direction = Outbound, Unit = "recipient", Notice = typeof(RecipientFailed),
            When = "an attempt at a host ended with a refusal for good, or was the last one in the recipient's time", Data = "the reply" },
        new() { Name = RecipientGivenUp.EventName, IsExims = true, Direction = Queue, Unit = "recipient", Notice = typeof(RecipientGivenUp),
            When = "the relay gave the recipient up without asking a host this time (earlier attempts may have): no route, no such domain, no time " +
            "left, returned or removed by an operator", Data = "the reason as a reply" },
        new() { Name = ConnectionAttempted.EventName, IsExims = true, Direction = Outbound, Unit = "connection", Moment = typeof(ConnectingToHost),
            Notice = typeof(ConnectionAttempted), When = "before a connection is made, for each address",
            Refusal = "the address is left out of this attempt; nothing is remembered against the host" },
        new() { Name = ConnectionClosed.EventName, IsExims = true, Direction = Outbound, Unit = "connection", Notice = typeof(ConnectionClosed),
            When = "a connection that had been made is closed" },
        new() { Name = CertificateSeen.EventName, IsExims = true, Direction = Both, Unit = "certificate of a chain",
            Moment = typeof(CertificatePresented), Notice = typeof(CertificateSeen),
            When = "after the handshake and before any SMTP octet, the certificate nearest to the root first; of a client where the listener has " +
            "clientCertificates: request", Data = "the depth, 0 for the peer's own",
            Refusal = "the peer does not count as verified; where verification is a must, the connection ends" },
        new() { Name = HandshakeFailed.EventName, IsExims = true, Direction = Inbound, Unit = "connection", Notice = typeof(HandshakeFailed),
            When = "a client's handshake failed, took too long, or the client went away in it", Data = "the problem" },
        new() { Name = GreetingSeen.EventName, IsExims = true, Direction = Outbound, Unit = "connection", Moment = typeof(HostGreeted),
            Notice = typeof(GreetingSeen), When = "after the greeting 220 and before EHLO, in every TLS mode", Data = "the greeting",
            Refusal = "the connection ends, the host is left out of this attempt" },
        new() { Name = EhloAnswered.EventName, IsExims = true, Direction = Outbound, Unit = "reply to EHLO", Notice = typeof(EhloAnswered),
            When = "after each reply to EHLO, twice with STARTTLS, also when it is a refusal", Data = "the text of the reply, LF between lines" },
        new() { Name = ProtocolFailed.EventName, IsExims = true, Direction = Inbound, Unit = "error", Notice = typeof(ProtocolFailed),
            When = "a client's command is not allowed where it came", Data = "the text of the reply" },
        new() { Name = SyntaxFailed.EventName, IsExims = true, Direction = Inbound, Unit = "error", Notice = typeof(SyntaxFailed),
            When = "a client's command is unknown or cannot be read", Data = "the text of the reply" },
        new() { Name = AuthenticationFailed.EventName, IsExims = true, Direction = Both, Unit = "attempt to authenticate",
            Moment = typeof(AuthenticationRefused), Notice = typeof(AuthenticationFailed),
            When = "a client could not authenticate with a mechanism that is offered, or a host answered the relay's login with 5xx",
            Data = "the reply", Refusal = "the log line has another text" },
        new() { Name = TlsJudged.EventName, Direction = Outbound, Unit = "connection, or host left out", Notice = typeof(TlsJudged),
            When = "it is decided whether mail may go over a connection that TLS was planned for, or a TLS policy left a host out",
            Data = "a result type of RFC 8460 when TLS did not come about or was refused" },
        new() { Name = DaneFailed.EventName, IsExims = true, Direction = Outbound, Unit = "connection", Notice = typeof(DaneFailed),
            When = "DANE left a host out, or did not find its certificate good", Data = "a result type of RFC 8460" },
        new()
        {
            Name = DnsFailed.EventName, IsExims = true, Direction = EventDirection.Relay, Unit = "question", Notice = typeof(DnsFailed),
            When = "a question to the DNS, of the relay or of a plugin, has no records for an answer, also from the cache",
            Data = "DNS_NOMATCH, DNS_NODATA or DNS_AGAIN, the name with its colons doubled, and the type, with colons between",
        },
        new() { Name = "client:connect", Direction = Inbound, Unit = "session", Moment = typeof(ClientConnected),
            When = "a client connected, before the greeting", Refusal = "the reply is the greeting, and only QUIT is served" },
        new() { Name = "client:helo", Direction = Inbound, Unit = "command", Moment = typeof(HeloOffered), When = "EHLO or HELO",
            Refusal = "the reply to the command" },
        new() { Name = "client:mail", Direction = Inbound, Unit = "command", Moment = typeof(SenderOffered),
            When = "MAIL, after the relay's own checks", Refusal = "the reply to the command" },
        new() { Name = "client:rcpt", Direction = Inbound, Unit = "command", Moment = typeof(RecipientOffered),
            When = "RCPT, after the relay's own checks", Refusal = "the reply to the command; other recipients stay" },
        new() { Name = "client:message", Direction = Inbound, Unit = "message", Moment = typeof(MessageOffered),
            When = "the whole content is there and not yet committed", Refusal = "the reply to the end of data; nothing is kept" },
    ];

    /// <summary>Finds an event by its name; null when there is none of this name.</summary>
    public static EventDescription? Find(string name)
    {
        foreach (EventDescription description in All)
        {
            if (description.Name == name)
                return description;
        }

        return null;
    }
}
