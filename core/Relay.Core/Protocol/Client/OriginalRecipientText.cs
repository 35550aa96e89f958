using System.Globalization;
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
        if (type.ContainsAnyExcept(TypeCharacters))
            return;
        bool utf8 = type.Equals("utf-8", StringComparison.OrdinalIgnoreCase) || !Ascii.IsValid(address);
        var parameter = new CommandLine(stackalloc byte[MaxOctets]);
        parameter.AddText(utf8 ? "utf-8" : type);
        parameter.Add(";"u8);
        if (utf8)
            AddEmbedded(ref parameter, address);
        else
            Xtext.Add(ref parameter, address);
        if (!parameter.IsGood)
            return;
        line.Add(" ORCPT="u8);
        line.Add(parameter.Written);
    }

    private static readonly System.Buffers.SearchValues<char> TypeCharacters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-");

    private static void AddEmbedded(ref CommandLine line, ReadOnlySpan<char> address)
    {
        Span<char> hex = stackalloc char[8];
        foreach (Rune rune in address.EnumerateRunes())
        {
            if (rune.Value is > ' ' and < 0x7F and not ('+' or '=' or '\\'))
            {
                line.Add([(byte)rune.Value]);
                continue;
            }

            rune.Value.TryFormat(hex, out int digits, "X2", CultureInfo.InvariantCulture);
            line.Add("\\x{"u8);
            line.AddText(hex[..digits]);
            line.Add("}"u8);
        }
    }
}
