using Relay.Core.Protocol.Client;
using Relay.Sdk.Events;
using Relay.Sdk.Replies;

namespace Relay.Core.Delivery.Opening;

/// <summary>What a verdict means for a host: anything but Continue leaves it out, also the refusal that stands for a handler that failed.</summary>
internal static class HostVerdict
{
    /// <summary>The reason against the host; null when there is none.</summary>
    public static string? Objection(Verdict verdict) => verdict switch
    {
        Verdict.Continued => null,
        Verdict.HostSkipped skipped => skipped.Reason,
        Verdict.CertificateRefused refused => refused.Reason,
        Verdict.Deferred deferred => deferred.Reply.ToString(),
        Verdict.Rejected rejected => rejected.Reply.ToString(),
        Verdict.Disconnected disconnected => disconnected.Reply.ToString(),
        _ => "an unknown verdict",
    };

    public static SmtpReply Skipped(HostFacts host, string reason) =>
        new(451, "4.7.1", ReplyText.OneLine($"{HostText.Of(host)} was left out: {reason}"));
}
