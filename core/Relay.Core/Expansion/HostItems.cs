using System.Buffers;
using System.Net;

namespace Relay.Core.Expansion;

/// <summary>Reads the items of host lists.</summary>
internal static class HostItems
{
    private const string What = "a host name, an address or a block";
    private static readonly SearchValues<char> Numeric = SearchValues.Create("0123456789., ");

    /// <returns>Null after a fault, which <paramref name="problems"/> has.</returns>
    public static ListItem<HostQuestion>? Read(ListEntry entry, ExpansionServices services, ICollection<ListProblem> problems)
    {
        switch (entry.Text)
        {
            case "":
                return new PlainItem<HostQuestion>(entry, static question => question.Host is { Address: null, Name: null });
            case "*":
                return new PlainItem<HostQuestion>(entry, static _ => true);
            case "@[]":
                return new PlainItem<HostQuestion>(entry, question => question.Host.Address is { } address
                    && services.IsOwnAddress(Plain(address)), isConstant: false);
            case "@":
                return new HostNameItem(entry, () => new NamePattern(services.Hostname, IsTail: false));
        }

        if (AddressBlock.TryParse(entry.Text, out AddressBlock block))
            return new PlainItem<HostQuestion>(entry, question => question.Host.Address is { } address && block.Contains(address));
        if (FaultOf(entry, out NamePattern? pattern) is not { } fault)
            return new HostNameItem(entry, () => pattern!);
        problems.Add(entry.Problem(fault));
        return null;
    }

    private static string? FaultOf(ListEntry entry, out NamePattern? pattern)
    {
        pattern = null;
        if (LooksNumeric(entry.Text))
            return ItemSyntax.Fault(entry, $"is neither an IP address nor a block as in 192.0.2.0/24 or 2001:db8::/32{SixAdvice(entry)}");
        if (ItemSyntax.Unavailable(entry, What) is { } unavailable)
            return unavailable;
        if (!NamePattern.TryParse(entry.Text, What, out pattern, out string? fault))
            return ItemSyntax.Fault(entry, fault);
        return pattern.Text is ['[', ..] ? $"'{entry.Written}': write the address without brackets" : null;
    }

    // What was meant as an address must not become a host name that never matches, nor a file.
    private static bool LooksNumeric(string text)
    {
        if (text[0] is '^' or '@' or '+' || text.AsSpan().ContainsAny(";$"))
            return false;
        return text[0] == '/'
            ? text.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0
            : text.Contains('/') || text.Contains(':') || !text.AsSpan().ContainsAnyExcept(Numeric);
    }

    // A part of an IPv6 address between its colons.
    private static string SixAdvice(ListEntry entry) => ItemSyntax.LooksLikeSeveral(entry) || (entry.Text.Contains('.') && !entry.Text.Contains(':'))
        ? ""
        : "; a list with IPv6 addresses begins with another separator, as in '<; 127.0.0.1 ; 2001:db8::/32'";

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
