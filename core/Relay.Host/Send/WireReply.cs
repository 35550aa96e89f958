using System.Globalization;
using System.Text;
using Relay.Host.Wire;

namespace Relay.Host.Send;

/// <summary>A reply as the trial client sees it.</summary>
/// <param name="Code">The reply code.</param>
/// <param name="Text">All lines joined by LF, without the code; empty for the usual 2xx and 3xx replies, unless asked for.</param>
internal readonly record struct WireReply(int Code, string Text)
{
    public bool IsPositive => Code is >= 200 and < 400;

    /// <exception cref="IOException">The server closed the connection, or says something else than a reply.</exception>
    public static async ValueTask<WireReply> ReadAsync(WireConnection wire, bool keepsText = false)
    {
        StringBuilder? text = null;
        while (true)
        {
            ReadOnlyMemory<byte> line = await wire.ReadLineAsync().ConfigureAwait(false) ?? throw new IOException("the server closed the connection");
            if (line.Length < 3 || !int.TryParse(line.Span[..3], NumberStyles.None, CultureInfo.InvariantCulture, out int code))
                throw new IOException($"not a reply: {Encoding.UTF8.GetString(line.Span)}");
            if (keepsText || code >= 400)
                (text ??= new StringBuilder()).Append(text.Length == 0 ? "" : "\n").Append(Encoding.UTF8.GetString(line.Span[Math.Min(4, line.Length)..]));
            if (line.Length == 3 || line.Span[3] != '-')
                return new WireReply(code, text?.ToString() ?? "");
        }
    }

    public override string ToString() => $"{Code} {Text}";
}
