using System.Globalization;
using System.Text.RegularExpressions;

namespace Relay.Core.Tests.SevenBit;

/// <summary>Decodes quoted-printable in the plainest way.</summary>
internal static partial class QuotedPrintable
{
    public static string Decode(string encoded) => Escape().Replace(
        SoftBreak().Replace(encoded, ""),
        escape => ((char)byte.Parse(escape.ValueSpan[1..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)).ToString());

    [GeneratedRegex("=[ \t]*\r\n")]
    private static partial Regex SoftBreak();

    [GeneratedRegex("=[0-9A-F]{2}")]
    private static partial Regex Escape();
}
