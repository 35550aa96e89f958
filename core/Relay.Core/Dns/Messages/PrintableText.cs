using System.Text;

namespace Relay.Core.Dns.Messages;

/// <summary>Text from a resolver, fit for a log line.</summary>
internal static class PrintableText
{
    private const int MostOctets = 200;

    public static string Of(ReadOnlySpan<byte> octets)
    {
        if (octets.Length > MostOctets)
            octets = octets[..MostOctets];
        string text = Encoding.UTF8.GetString(octets);
        return string.Create(text.Length, text, static (line, source) =>
        {
            for (int i = 0; i < line.Length; i++)
                line[i] = char.IsControl(source[i]) ? ' ' : source[i];
        }).TrimEnd();
    }
}
