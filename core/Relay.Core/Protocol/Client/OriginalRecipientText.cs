using System.Text;

namespace Relay.Core.Protocol.Client;

/// <summary>Writes ORCPT= (RFC 3461 §4.2) in the form that travels through any host: xtext, or for addresses beyond ASCII utf-8-addr-xtext (RFC 6533 §3).</summary>
internal static class OriginalRecipientText
{
    // RFC 3461 §4.2 gives the parameter 500 characters.
    private const int MaxOctets = 500;

    /// <summary>Adds the parameter; leaves it out when the stored value is not <c>type;address</c> or grows past its limit: ORCPT only informs.</summary>
    public static void Add(ref CommandLine line, string typeAndAddress)
    {
        int semicolon = typeAndAddress.IndexOf(';', StringComparison.Ordinal);
        if (semicolon <= 0 || semicolon == typeAndAddress.Length - 1)
            return;
        ReadOnlySpan<char> type = typeAndAddress.AsSpan(0, semicolon);
        ReadOnlySpan<char> address = typeAndAddress.AsSpan(semicolon + 1);
        if (!Atom.IsValid(type))
            return;
        bool utf8 = type.Equals("utf-8", StringComparison.OrdinalIgnoreCase) || !Ascii.IsValid(address);
        var parameter = new CommandLine(stackalloc byte[MaxOctets]);
        parameter.AddText(utf8 ? "utf-8" : type);
        parameter.Add(";"u8);
        if (utf8)
            parameter.AddText(Unitext.Encode(address));
        else
            Xtext.Add(ref parameter, address);
        if (!parameter.IsGood)
            return;
        line.Add(" ORCPT="u8);
        line.Add(parameter.Written);
    }
}
