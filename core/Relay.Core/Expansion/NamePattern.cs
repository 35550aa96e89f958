using System.Diagnostics.CodeAnalysis;
using Relay.Sdk.Mail;

namespace Relay.Core.Expansion;

/// <summary>A name, the end of names after <c>*</c>, or anything.</summary>
/// <param name="Text">Lower-case A-labels.</param>
/// <param name="IsTail">The item began with <c>*</c>.</param>
internal sealed record NamePattern(string Text, bool IsTail)
{
    /// <summary>Whether a name (A-labels in any case) matches.</summary>
    public bool Matches(ReadOnlySpan<char> name) =>
        IsTail ? name.EndsWith(Text, StringComparison.OrdinalIgnoreCase) : name.Equals(Text, StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads a name, an address literal or a wildcard.</summary>
    /// <param name="text">Not empty.</param>
    /// <param name="pattern">The pattern; null after a fault.</param>
    /// <param name="fault">The rest of the sentence "'text' …".</param>
    /// <param name="what">What the list holds, as in "a domain".</param>
    public static bool TryParse(string text, string what, [NotNullWhen(true)] out NamePattern? pattern, [NotNullWhen(false)] out string? fault)
    {
        (pattern, fault) = (null, null);
        bool isTail = text[0] == '*';
        string name = isTail ? text[1..] : text, dot = "";
        if (isTail && name is ['.', ..])
            (dot, name) = (".", name[1..]);
        if (isTail && dot.Length == 0 && name.Length == 0)
            pattern = new NamePattern("", true);
        else if (isTail && dot.Length == 0 && !System.Text.Ascii.IsValid(name))
            fault = "must begin with a whole label after the *, as in *.name, since it holds letters beyond ASCII";
        else if (MailDomain.TryParse(name, out MailDomain domain))
            pattern = new NamePattern(dot + domain.Value, isTail);
        else
            fault = $"is not {what}{(name.Contains('*') ? "; * can stand at the beginning only" : "")}";
        return pattern is not null;
    }
}
