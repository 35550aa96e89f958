using Relay.Sdk.Mail;
using Relay.Sdk.Replies;

namespace Relay.Sdk.Routing;

/// <summary>Where mail for a recipient goes. Closed: one of the nested records.</summary>
public abstract record RouteAnswer
{
    private RouteAnswer()
    {
    }

    /// <summary>The next router is asked; the routes table is the last.</summary>
    public static RouteAnswer NoOpinion { get; } = new Pass();

    /// <summary>No opinion.</summary>
    public sealed record Pass : RouteAnswer;

    /// <summary>To the mail exchangers of a domain (RFC 5321 §5).</summary>
    /// <param name="Domain">Whose MX records count; usually the recipient's domain.</param>
    /// <param name="Transport">A transport of the settings.</param>
    public sealed record MailExchangers(MailDomain Domain, string Transport) : RouteAnswer;

    /// <summary>To the first of these hosts that answers.</summary>
    /// <param name="NextHops">In the order of trying; at least one.</param>
    /// <param name="Transport">A transport of the settings.</param>
    public sealed record Hosts(IReadOnlyList<NextHop> NextHops, string Transport) : RouteAnswer;

    /// <summary>Nobody can say now: the recipient is deferred.</summary>
    /// <param name="Reason">For the log and the report.</param>
    public sealed record Unavailable(string Reason) : RouteAnswer;

    /// <summary>There is no way to this recipient: it fails.</summary>
    /// <param name="Reply">A 5xx reply for the report.</param>
    public sealed record Undeliverable(SmtpReply Reply) : RouteAnswer;
}
