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
        new(550, "5.4.4", Clean(leftOut is null ? $"No mail host of {domain} has an address"
            : $"No mail host of {domain} has an address that mail can be sent to: {leftOut}"));

    /// <summary>The next hop of a route, with where it was named, for people: "the next hop smart.example of routes[0].via".</summary>
    public static string NextHop(RouteTarget target)
    {
        string others = target.NextHops.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $" (and {target.NextHops.Count - 1} more)") : "";
        return $"the next hop {target.Domain.Value}{others} of {target.Setting ?? $"the router {target.Router}"}";
    }

    /// <param name="target">With hosts.</param>
    /// <param name="nameError">The name does not exist.</param>
    /// <param name="leftOut">The host and its address that is not used; null when there is none.</param>
    public static SmtpReply NoAddressNow(RouteTarget target, bool nameError, string? leftOut)
    {
        string trouble = leftOut is not null ? $"has no address that mail can be sent to: {leftOut}"
            : nameError ? $"does not exist in the DNS ({OnlyDns})"
            : $"has no address in the DNS ({OnlyDns})";
        return new SmtpReply(451, "4.3.5", Clean($"T{NextHop(target)[1..]} {trouble}"));
    }

    public static SmtpReply OwnAddressNow(RouteTarget target) => new(451, "4.3.5", Clean($"T{NextHop(target)[1..]} is this relay itself"));

    public static SmtpReply OwnAddress(string domain) => new(554, "5.4.6", $"Mail for {domain} would come back to this relay");

    public static SmtpReply NoRoute(string domain) => new(550, "5.4.4", $"No entry of routes matches {domain}");

    public static SmtpReply RouterUnavailable(string reason) => new(451, "4.4.0", Clean($"The route cannot be found now: {reason}"));

    public static SmtpReply ListUnavailable(int route, string reason) =>
        new(451, "4.4.3", Clean(string.Create(CultureInfo.InvariantCulture, $"routes[{route}].domains gave no answer: {reason}")));

    public static SmtpReply TooSlow() => new(451, "4.4.3", "The routes of the recipients before took too long to look up");

    public static SmtpReply NoSuchTransport(string name) => new(451, "4.3.5", Clean($"There is no transport '{name}'"));

    // Texts of resolvers and plugins end in replies, which have no control characters.
    private static string Clean(string text) =>
        !text.AsSpan().ContainsAnyInRange('\0', '\x1f') && !text.AsSpan().ContainsAnyInRange('\x7f', '\x9f') ? text
            : string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
}
