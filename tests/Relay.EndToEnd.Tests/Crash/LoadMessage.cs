using System.Security.Cryptography;
using System.Text;

namespace Relay.EndToEnd.Tests.Crash;

/// <summary>A message with an id of its own and the hash of its body, by which a sink knows whether it arrived unchanged.</summary>
/// <param name="Id">With angle brackets.</param>
/// <param name="Domains">The recipients' domains.</param>
/// <param name="Content">Without dot-stuffing.</param>
internal sealed record LoadMessage(string Id, string[] Domains, byte[] Content)
{
    private const int LineOctets = 72;

    public static LoadMessage Make(string id, string[] domains, Random random)
    {
        // Small ones mostly; some beyond the size from which content has a file of its own.
        int lines = random.Next(10) switch { < 6 => random.Next(1, 100), < 9 => random.Next(100, 900), _ => random.Next(2000, 5000) };
        byte[] body = new byte[lines * LineOctets];
        random.NextBytes(body);
        for (int i = 0; i < body.Length; i++)
        {
            body[i] = (i % LineOctets) switch
            {
                LineOctets - 2 => (byte)'\r',
                LineOctets - 1 => (byte)'\n',
                // Lines that begin with dots, for the dot-stuffing.
                0 when body[i] < 64 => (byte)'.',
                _ => (byte)(' ' + (body[i] % 94)),
            };
        }

        string header = $"From: <load@client.test>\r\nMessage-ID: {id}\r\nSubject: load\r\nX-Relay-Body-SHA256: " +
            $"{Convert.ToHexStringLower(SHA256.HashData(body))}\r\n\r\n";
        return new LoadMessage(id, domains, [.. Encoding.ASCII.GetBytes(header), .. body]);
    }

    /// <summary>The content as it stands between 354 and the final dot, that included (RFC 5321 §4.5.2).</summary>
    public byte[] Stuffed()
    {
        var stuffed = new MemoryStream(Content.Length + 1000);
        bool lineStart = true;
        foreach (byte octet in Content)
        {
            if (lineStart && octet == '.')
                stuffed.WriteByte((byte)'.');
            stuffed.WriteByte(octet);
            lineStart = octet == '\n';
        }

        stuffed.Write(".\r\n"u8);
        return stuffed.ToArray();
    }
}
