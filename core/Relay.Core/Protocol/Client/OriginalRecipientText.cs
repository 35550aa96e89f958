using System.Text;

namespace Relay.Core.Protocol.Client;

/// <summary>Writes ORCPT= (RFC 3461 §4.2) in the form that travels through any host: xtext, or for addresses beyond ASCII utf-8-addr-xtext (RFC 6533
/// §3).</summary>
/// <remarks>Where that grows past the limit, and the host takes SMTPUTF8, it is utf-8-addr-unitext, which is a third of the length.</remarks>
internal static class OriginalRecipientText
{
    // RFC 3461 §4.2 gives the parameter 500 characters.
    private const int MaxOctets = 500;

    /// <summary>Adds the parameter; leaves it out when the stored value is not <c>type;address</c> or grows past its limit: ORCPT only
    /// informs.</summary>
    /// <param name="smtpUtf8">Whether the transaction uses SMTPUTF8.</param>
    public static void Add(ref CommandBuilder line, string typeAndAddress, bool smtpUtf8)
    {
        int semicolon = typeAndAddress.IndexOf(';', StringComparison.Ordinal);
        if (semicolon <= 0 || semicolon == typeAndAddress.Length - 1)
            return;
        ReadOnlySpan<char> type = typeAndAddress.AsSpan(0, semicolon);
        ReadOnlySpan<char> address = typeAndAddress.AsSpan(semicolon + 1);
        if (!Atom.IsValid(type))
            return;
        bool utf8 = type.Equals("utf-8", StringComparison.OrdinalIgnoreCase) || !Ascii.IsValid(address);
        Span<byte> space = stackalloc byte[MaxOctets];
        var parameter = new CommandBuilder(space);
        parameter.AddText(utf8 ? "utf-8" : type);
        parameter.Add(";"u8);
        if (!utf8)
            Xtext.Add(ref parameter, address);
        else
            parameter.AddText(Unitext.Encode(address));
        if (!parameter.IsGood && utf8 && smtpUtf8)
        {
            parameter = new CommandBuilder(space);
            parameter.Add("utf-8;"u8);
            parameter.AddText(Unitext.Encode(address, ascii: false));
        }

        if (!parameter.IsGood)
            return;
        line.Add(" ORCPT="u8);
        line.Add(parameter.Written);
    }
}
