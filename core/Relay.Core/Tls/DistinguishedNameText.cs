using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Relay.Core.Tls;

/// <summary>Writes a distinguished name as RFC 4514 has it: the last relative name first, commas without blanks, special characters
/// escaped.</summary>
internal static class DistinguishedNameText
{
    public static string Of(X500DistinguishedName name)
    {
        var text = new StringBuilder();
        try
        {
            foreach (X500RelativeDistinguishedName part in name.EnumerateRelativeDistinguishedNames(reversed: true))
            {
                if (text.Length > 0)
                    text.Append(',');
                if (part.HasMultipleElements)
                    text.Append('#').Append(Convert.ToHexString(part.RawData.Span));
                else
                    AppendElement(text, part.GetSingleElementType(), part.GetSingleElementValue() ?? "");
            }
        }
        catch (Exception failure) when (failure is CryptographicException or AsnContentException or InvalidOperationException)
        {
            // A peer chooses what stands in its certificate; a name that cannot be read is still no reason to fail.
            return "#" + Convert.ToHexString(name.RawData);
        }

        return text.ToString();
    }

    private static void AppendElement(StringBuilder text, Oid type, string value)
    {
        text.Append(ShortName(type)).Append('=');
        for (int i = 0; i < value.Length; i++)
        {
            char c = value[i];
            if (char.IsControl(c))
            {
                text.Append('\\').Append(((int)c & 0xFF).ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
                continue;
            }

            bool edge = (i == 0 && c is ' ' or '#') || (i == value.Length - 1 && c == ' ');
            if (edge || c is '"' or '+' or ',' or ';' or '<' or '>' or '\\')
                text.Append('\\');
            text.Append(c);
        }
    }

    // RFC 4514 §3; other types are written as their number.
    private static string ShortName(Oid type) => type.Value switch
    {
        "2.5.4.3" => "CN",
        "2.5.4.7" => "L",
        "2.5.4.8" => "ST",
        "2.5.4.10" => "O",
        "2.5.4.11" => "OU",
        "2.5.4.6" => "C",
        "2.5.4.9" => "STREET",
        "0.9.2342.19200300.100.1.25" => "DC",
        "0.9.2342.19200300.100.1.1" => "UID",
        _ => type.Value ?? "?",
    };
}
