using System.Globalization;
using Relay.Sdk.Replies;

namespace Relay.Core.Routing;

/// <summary>The relay's own words about routes, in the form of replies for logs and reports.</summary>
internal static class RouteReplies
{
    private const string OnlyDns = "the relay does not use the hosts file or search domains";

    public static SmtpReply DnsFailure(string name, string? problem) =>
        new(451, "4.4.3", Clean(problem is null ? $"The DNS gave no answer for {name}" : $"The DNS gave no answer for {name}: {problem}"));

    public static SmtpReply NoSuchDomain(string domain) => new(550, "5.1.2", $"The domain {domain} does not exist");

    public static SmtpReply NullExchanger(string domain) => new(556, "5.1.10", $"The domain {domain} takes no mail (null MX)");

    /// <param name="domain">The recipient's.</param>
    /// <param name="leftOut">A host and its address that is not used; null when there is none.</param>
    public static SmtpReply NoAddress(string domain, string? leftOut) =>
        new(550, "5.4.4", Clean(leftOut is null ? $"No mail host of {domain} has an address" : $"No mail host of {domain} has an address that mail can be sent to: {leftOut}"));

    /// <param name="host">The next hop of the settings.</param>
    /// <param name="nameError">The name does not exist.</param>
    /// <param name="leftOut">The host and its address that is not used; null when there is none.</param>
    public static SmtpReply NoAddressNow(string host, bool nameError, string? leftOut)
    {
        string text = leftOut is not null ? $"The configured next hop {host} has no address that mail can be sent to: {leftOut}"
            : nameError ? $"The configured next hop {host} does not exist in the DNS ({OnlyDns})"
            : $"The configured next hop {host} has no address in the DNS ({OnlyDns})";
        return new SmtpReply(451, "4.3.5", Clean(text));
    }

    public static SmtpReply OwnAddressNow(string domain) => new(451, "4.3.5", $"The configured next hop of {domain} is this relay itself");

    public static SmtpReply OwnAddress(string domain) => new(554, "5.4.6", $"Mail for {domain} would come back to this relay");

    public static SmtpReply NoRoute(string domain) => new(550, "5.4.4", $"No entry of routes matches {domain}");

    public static SmtpReply RouterUnavailable(string reason) => new(451, "4.4.0", Clean($"The route cannot be found now: {reason}"));

    public static SmtpReply ListUnavailable(int route, string reason) => new(451, "4.4.3", Clean(string.Create(CultureInfo.InvariantCulture, $"routes[{route}].domains gave no answer: {reason}")));

    public static SmtpReply TooSlow() => new(451, "4.4.3", "The routes of the recipients before took too long to look up");

    public static SmtpReply NoSuchTransport(string name) => new(451, "4.3.5", Clean($"There is no transport '{name}'"));

    // Texts of resolvers and plugins end in replies, which have no control characters.
    private static string Clean(string text) =>
        !text.AsSpan().ContainsAnyInRange('\0', '\x1f') && !text.AsSpan().ContainsAnyInRange('\x7f', '\x9f') ? text : string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
}
