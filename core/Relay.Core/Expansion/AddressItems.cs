using Relay.Sdk.Mail;

namespace Relay.Core.Expansion;

/// <summary>Reads the items of address lists.</summary>
internal static class AddressItems
{
    private const string What = "an address";

    /// <param name="entry">The item.</param>
    /// <param name="caseful">Whether the case of local parts counts, as it does behind <c>+caseful</c>.</param>
    /// <param name="services">For <c>@</c>.</param>
    /// <param name="problems">Gets the fault.</param>
    /// <returns>Null after a fault.</returns>
    public static ListItem<ReversePath>? Read(ListEntry entry, bool caseful, ExpansionServices services, ICollection<ListProblem> problems)
    {
        if (entry.Text.Length == 0)
            return new PlainItem<ReversePath>(entry, static address => address.IsNull);
        if (ItemSyntax.Unavailable(entry, What) is { } unavailable)
        {
            problems.Add(entry.Problem(unavailable));
            return null;
        }

        // "joe@@" is joe at the relay's own name.
        int at = entry.Text.EndsWith("@@", StringComparison.Ordinal) ? entry.Text.Length - 2 : entry.Text.LastIndexOf('@');
        string local = at < 0 ? "*" : entry.Text[..at], domain = entry.Text[(at + 1)..];
        if (DomainTest(domain, services, out string? fault) is not var (isThere, isConstant))
        {
            problems.Add(entry.Problem(ItemSyntax.Fault(entry, fault!)));
            return null;
        }

        if (LocalTest(local, caseful) is not { } isNamed)
        {
            problems.Add(entry.Problem(ItemSyntax.Fault(entry, "has no local part before the @ that an address can have")));
            return null;
        }

        return new PlainItem<ReversePath>(entry, address => address.Mailbox is { } mailbox && isThere(mailbox.Domain)
            && isNamed(mailbox.LocalPart), isConstant);
    }

    private static (Func<MailDomain, bool> Test, bool IsConstant)? DomainTest(string domain, ExpansionServices services, out string? fault)
    {
        fault = "has no domain behind the @";
        if (domain.Length == 0)
            return null;
        if (DomainItems.TestOf(domain, services) is { } test)
            return test;
        return NamePattern.TryParse(domain, What, out NamePattern? pattern, out fault) ? (found => pattern.Matches(found.Value), true) : null;
    }

    private static Func<string, bool>? LocalTest(string local, bool caseful)
    {
        StringComparison comparison = caseful ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        if (local == "*")
            return static _ => true;
        if (local is ['*', .. var tail])
            return found => found.EndsWith(tail, comparison);
        return Mailbox.IsLocalPart(local) ? found => found.Equals(local, comparison) : null;
    }
}
