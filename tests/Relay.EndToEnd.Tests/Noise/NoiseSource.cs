using System.Text;

namespace Relay.EndToEnd.Tests.Noise;

/// <summary>Makes streams of commands that are right, wrong, mutilated or no commands at all; the same for the same seed. Latin-1.</summary>
internal sealed class NoiseSource(int seed)
{
    private static readonly string[] Parts =
    [
        "RSET\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\nSubject: x\r\n\r\nbody\r\n.\r\n",
        "RSET\r\nMAIL FROM:<>\r\nRCPT TO:<c@d.example>\r\nBDAT 10\r\nSubject: xBDAT 10 LAST\r\n\r\n\r\nbody\r\n",
        "EHLO c.example\r\n", "HELO c.example\r\n", "EHLO\r\n", "EHLO [127.0.0.1]\r\n", "MAIL FROM:<a@b.example>\r\n", "MAIL FROM:<>\r\n",
        "MAIL FROM:a\r\n",
        "MAIL FROM:<a@b.example> SIZE=99999999999999999999\r\n", "MAIL FROM:<a@b.example> SMTPUTF8 BODY=8BITMIME RET=FULL ENVID=x+\r\n",
        "RCPT TO:<c@d.example>\r\n",
        "RCPT TO:<c@d.example> NOTIFY=NEVER,SUCCESS\r\n", "RCPT TO:<\u00c3\u0028@d.example>\r\n", "RCPT TO:<\u00ed\u00a0\u0080@d.example>\r\n",
        "RCPT\r\n", "DATA\r\n", "DATA now\r\n",
        "Subject: x\r\n\r\nbody\r\n.\r\n", ".\r\n", "\r\n.\r\n", "\n.\n", "BDAT 5\r\nx: y\n", "BDAT 3 LAST\r\n\r\nz", "BDAT 0\r\n", "BDAT 0 LAST\r\n",
        "BDAT -1\r\n", "BDAT 9223372036854775808\r\n",
        "BDAT 9223372036854775807 LAST\r\n", "BDAT 5000000\r\n", "BDAT LAST\r\n", "BDAT 1e3\r\n", "RSET\r\n", "RSET x\r\n", "NOOP\r\n", "VRFY a\r\n",
        "EXPN a\r\n", "HELP\r\n",
        "AUTH PLAIN\r\n", "AUTH PLAIN AGEAYg==\r\n", "AUTH LOGIN\r\n", "AUTH SCRAM-SHA-256 biws\r\n", "*\r\n", "AGEAYg==\r\n", "STARTTLS\r\n",
        "\u0016\u0003\u0001\u0002\u0000\u0001", "QUIT\r\n",
        "PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n", "GET / HTTP/1.1\r\nHost: x\r\n\r\n", "XCLIENT ADDR=127.0.0.1\r\n", "\r\n", "\n", "\r", "\0", " ",
        "\t\r\n", "\u00ff\u00fe\u00fd\r\n", "\u0080\u0081",
    ];

    private readonly Random random = new(seed);

    /// <summary>A number below this.</summary>
    public int Below(int bound) => random.Next(bound);

    /// <summary>The next stream.</summary>
    public byte[] Next()
    {
        var stream = new StringBuilder(random.Next(3) == 0 ? "" : "EHLO c.example\r\n");
        int parts = random.Next(1, 30);
        for (int i = 0; i < parts; i++)
        {
            switch (random.Next(24))
            {
                case 0:
                    stream.Append((char)random.Next(256), random.Next(1, 6000));
                    break;
                case 1:
                    byte[] binary = new byte[random.Next(1, 300)];
                    random.NextBytes(binary);
                    stream.Append(Encoding.Latin1.GetString(binary));
                    break;
                default:
                    stream.Append(Parts[random.Next(Parts.Length)]);
                    break;
            }
        }

        byte[] octets = Encoding.Latin1.GetBytes(stream.ToString());
        // A few octets of every other stream are others than they were.
        for (int i = random.Next(2) * random.Next(6); i > 0; i--)
            octets[random.Next(octets.Length)] = (byte)random.Next(256);
        return octets;
    }
}
