namespace Relay.Core.Tests.SevenBit;

/// <summary>Pieces of MIME (Latin-1) in any order: delimiters of nobody, headers without end, parts without beginning.</summary>
internal static class BrokenMessage
{
    private static readonly string[] Pieces =
    [
        "\r\n", "\r\n", "\r\n", "\r\n\r\n", "\n", "\r", "--b", "--b\r\n", "--b--", "--b--\r\n", "--bb\r\n", "--bb--\r\n", "--b \t\r\n", "--",
            "\u00e9", "\u00e9", "\u00fc ",
        "words = ", "\t", "Subject: x\r\n", "MIME-Version: 1.0\r\n", "Content-Type: text/plain\r\n", "Content-Type: multipart/mixed; boundary=b\r\n",
        "Content-Type: multipart/mixed;\r\n boundary=\"bb\"\r\n", "Content-Type: multipart/digest; boundary=b\r\n",
        "Content-Type: multipart/signed; boundary=bb\r\n",
        "Content-Type: multipart/mixed\r\n", "Content-Type: message/rfc822\r\n", "Content-Type: message/global\r\n",
        "Content-Transfer-Encoding: 8bit\r\n",
        "Content-Transfer-Encoding: base64\r\n", "Content-Transfer-Encoding: quoted-printable\r\n", "Content-Transfer-Encoding:\r\n  7bit\r\n",
        "no field\r\n", " folded\r\n", ": \r\n",
    ];

    public static string Of(int seed)
    {
        var random = new Random(seed);
        string[] start = ["MIME-Version: 1.0\r\n", "Content-Type: multipart/mixed; boundary=b\r\n", "\r\n", "--b\r\n"];
        IEnumerable<string> rest = Enumerable.Range(0, random.Next(25)).Select(_ => Pieces[random.Next(Pieces.Length)]);
        return string.Concat(start[..random.Next(start.Length + 1)].Concat(rest));
    }
}
