using System.Net;
using System.Net.Sockets;
using Relay.Core.Protocol.Client;
using Relay.Core.Tls;
using Relay.Sdk.Events;
using Relay.Sdk.Replies;

namespace Relay.Core.Delivery.Opening;

/// <summary>Why a host could not be used, in the form of a 4xx reply.</summary>
internal static class OpeningReplies
{
    /// <summary>The host said something else than what is needed to go on.</summary>
    /// <remarks>RFC 5321 §4.2.1: what a host says before MAIL says nothing for good about a message, so a 5xx is 4xx here.</remarks>
    public static SmtpReply NotNow(HostFacts host, string stage, SmtpReply reply)
    {
        EnhancedStatus status = reply.Status.IsNone || reply.IsPositive ? new EnhancedStatus(4, 3, 0) : reply.Status with { Class = 4 };
        return Of(host, status, $"at {stage}: {reply}");
    }

    /// <summary>The transport sends from an address from which no address of the host can be reached.</summary>
    public static SmtpReply WrongFamily(string host, IPAddress local) =>
        new(451, "4.3.5", ReplyText.OneLine($"{host} has no {(local.AddressFamily == AddressFamily.InterNetwork ? "IPv4" : "IPv6")} address, and " +
            $"the transport's interface is {local}"));

    /// <summary>A plugin wants the host left out.</summary>
    public static SmtpReply LeftOut(HostFacts host, string reason) => Of(host, new EnhancedStatus(4, 7, 1), "was left out: " + reason);

    public static SmtpReply TlsNotOffered(HostFacts host, TlsPlan plan) =>
        Of(host, new EnhancedStatus(4, 7, 4), $"offers no STARTTLS, which {plan.DecidedBy} requires");

    public static SmtpReply TlsFailed(HostFacts host, string reason) => Of(host, new EnhancedStatus(4, 7, 5), reason);

    public static SmtpReply NotVerified(HostFacts host, HandshakeJudgement judgement) =>
        Of(host, new EnhancedStatus(4, 7, 5), $"is not verified, which {judgement.ObjectedBy} requires: {judgement.Objection}");

    public static SmtpReply NoLogin(HostFacts host, string reason) => Of(host, new EnhancedStatus(4, 7, 0), "login impossible: " + reason);

    private static SmtpReply Of(HostFacts host, EnhancedStatus status, string text) =>
        new(451, status, ReplyText.OneLine($"{HostText.Of(host)} {text}"));
}
