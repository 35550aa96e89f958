using System.Globalization;
using System.Text;

namespace Relay.Trials.Send;

/// <summary>Messages of a given size. Each has a Message-ID of its own and the hash of its body; bodies differ, so that mixed-up ones are
/// found.</summary>
internal sealed class GeneratedMessages : IMessageSource
{
    private const int MaxVariants = 64;
    private const int MaxOctetsInMemory = 64 * 1024 * 1024;
    private const string Filler = "The quick brown fox jumps over the lazy dog, and the relay carries the news on.\r\n";

    private readonly string run = Guid.NewGuid().ToString("N")[..12];
    private readonly string fixedFields;
    private readonly (ReadOnlyMemory<byte> Text, string HashLine)[] bodies;

    /// <param name="octets">Size of the whole content; very small sizes become the smallest that the header allows.</param>
    /// <param name="from">For the From field.</param>
    /// <param name="to">For the To field.</param>
    /// <param name="now">For the Date field.</param>
    public GeneratedMessages(long octets, string from, string to, DateTimeOffset now)
    {
        string date = now.ToString("ddd, dd MMM yyyy HH:mm:ss ", CultureInfo.InvariantCulture) +
            now.ToString("zzz", CultureInfo.InvariantCulture).Replace(":", "", StringComparison.Ordinal);
        fixedFields = $"From: <{from}>\r\nTo: <{to}>\r\nDate: {date}\r\nSubject: Trial message\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; " +
            "charset=us-ascii\r\n";
        int headerOctets = Header("", 0).Length + BodyHash.Line([]).Length;
        int bodyOctets = (int)Math.Clamp(octets - headerOctets, 2, int.MaxValue / 2);
        int variants = Math.Clamp(MaxOctetsInMemory / bodyOctets, 1, MaxVariants);
        bodies = [.. Enumerable.Range(0, variants).Select(variant => Body(bodyOctets, variant))];
    }

    public bool Is8Bit => false;

    public string MessageId(long number) => $"<{run}.{number:D10}@trial.relay.example>";

    public ReadOnlyMemory<byte> Header(long number) => Header(bodies[number % bodies.Length].HashLine, number);

    public ReadOnlyMemory<byte> Body(long number) => bodies[number % bodies.Length].Text;

    private byte[] Header(string hashLine, long number) => Encoding.ASCII.GetBytes($"Message-ID: {MessageId(number)}\r\n{fixedFields}{hashLine}\r\n");

    private static (ReadOnlyMemory<byte> Text, string HashLine) Body(int octets, int variant)
    {
        byte[] body = new byte[octets];
        byte[] line = Encoding.ASCII.GetBytes(Filler);
        for (int at = 0; at < octets; at += line.Length)
            line.AsSpan(0, Math.Min(line.Length, octets - at)).CopyTo(body.AsSpan(at));
        if (octets >= 6)
            Encoding.ASCII.GetBytes(variant.ToString("D4", CultureInfo.InvariantCulture), body);

        // A cut in the middle of a line end would leave a bare CR.
        "xx\r\n"u8[^Math.Min(4, octets)..].CopyTo(body.AsSpan(octets - Math.Min(4, octets)));
        return (body, BodyHash.Line(body));
    }
}
