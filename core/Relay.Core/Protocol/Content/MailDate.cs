using System.Globalization;

namespace Relay.Core.Protocol.Content;

/// <summary>A time as header fields show it (RFC 5322 §3.3), in UTC: <c>Mon, 05 Jan 2026 08:00:00 +0000</c>.</summary>
internal readonly record struct MailDate(DateTimeOffset At) : IUtf8SpanFormattable
{
    // RFC 1123's form, which .NET writes fastest, is the same but for the zone.
    private const string Form = "R";
    private const string FormZone = "GMT";
    private const string Zone = "+0000";

    public override string ToString() => At.ToString(Form, CultureInfo.InvariantCulture)[..^FormZone.Length] + Zone;

    public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        bytesWritten = 0;
        if (!At.TryFormat(utf8Destination, out int length, Form, CultureInfo.InvariantCulture)
            || !"+0000"u8.TryCopyTo(utf8Destination[(length - FormZone.Length)..]))
            return false;
        bytesWritten = length - FormZone.Length + Zone.Length;
        return true;
    }
}
