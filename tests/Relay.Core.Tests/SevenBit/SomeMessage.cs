using System.Text;

namespace Relay.Core.Tests.SevenBit;

/// <summary>Random nested messages (Latin-1) that are proper but for labels that tell less than the truth.</summary>
internal sealed class SomeMessage(int seed)
{
    private static readonly string[] Subtypes = ["mixed", "alternative", "related", "digest"];
    private static readonly string[] Types = ["text/plain", "text/plain; charset=utf-8", "text/html; charset=\"iso-8859-1\"",
        "application/octet-stream", ""];
    private static readonly string[] Labels = ["", "7bit", "8bit", "binary", "8BIT"];

    private readonly Random random = new(seed);
    private readonly StringBuilder text = new();
    private int boundaries;

    public static string Of(int seed)
    {
        var message = new SomeMessage(seed);
        message.Message(0);
        return message.text.ToString();
    }

    private void Message(int depth)
    {
        Line("Subject: some words");
        if (random.Next(3) > 0)
            Line("MIME-Version: 1.0");
        Entity(depth, inDigest: false);
    }

    private void Entity(int depth, bool inDigest)
    {
        int kind = depth >= 4 ? 0 : random.Next(10);
        if (inDigest || kind < 2 && depth > 0)
            Enclosed(depth, inDigest && random.Next(2) == 0);
        else if (kind < 6 && depth < 4)
            Multipart(depth);
        else
            Leaf();
    }

    private void Enclosed(int depth, bool byDefault)
    {
        if (!byDefault)
            Line("Content-Type: message/rfc822");
        Label();
        Line("");
        if (depth >= 5)
            Line("Subject: deep\r\n\r\nenough");
        else
            Message(depth + 1);
    }

    private void Multipart(int depth)
    {
        string boundary = "b" + new string('=', random.Next(2)) + boundaries++;
        string subtype = Pick(Subtypes);
        Line($"Content-Type: multipart/{subtype};\r\n boundary=\"{boundary}\"");
        Label();
        Line("");
        if (random.Next(3) == 0)
            Line("preamble");
        int parts = random.Next(1, 4);
        for (int i = 0; i < parts; i++)
        {
            Line($"--{boundary}");
            Entity(depth + 1, subtype == "digest");
            Line("");
        }

        Line($"--{boundary}--");
        if (random.Next(4) == 0)
            Line("epilogue");
    }

    private void Leaf()
    {
        string type = Pick(Types);
        if (type.Length > 0)
            Line("Content-Type: " + type);
        switch (random.Next(6))
        {
            case 0:
                Line("Content-Transfer-Encoding: base64\r\n");
                Line(Convert.ToBase64String(Encoding.Latin1.GetBytes(Words(60, true))));
                break;
            case 1:
                Line("Content-Transfer-Encoding: quoted-printable\r\n\r\na=E9=\r\nb=20\r\n=2E");
                break;
            default:
                Label();
                Line("");
                bool eightBit = random.Next(3) > 0;
                for (int lines = random.Next(6); lines > 0; lines--)
                    Line(Words(random.Next(20) == 0 ? 900 : random.Next(120), eightBit));
                break;
        }
    }

    private string Words(int length, bool eightBit)
    {
        string alphabet = eightBit ? "abc \t=.-\u00e9\u00fc\u00ff\u0080" : "abc \t=.-~!";
        return string.Concat(Enumerable.Range(0, length).Select(_ => alphabet[random.Next(alphabet.Length)]));
    }

    private void Label()
    {
        string label = Pick(Labels);
        if (label.Length > 0)
            Line("Content-Transfer-Encoding: " + label);
    }

    private string Pick(string[] choices) => choices[random.Next(choices.Length)];

    private void Line(string line) => text.Append(line).Append("\r\n");
}
