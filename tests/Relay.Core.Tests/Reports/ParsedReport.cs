using System.Text;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.Core.Tests.Reports;

/// <summary>A written report taken apart by the rules of MIME, with the promises that hold for every report checked on the way.</summary>
internal sealed class ParsedReport
{
    public ParsedReport(QueuedMessage message, byte[] octets)
    {
        (Message, Octets) = (message, octets);
        message.LengthOctets.ShouldBe(octets.Length);
        message.ReversePath.IsNull.ShouldBeTrue();
        string text = Encoding.Latin1.GetString(octets);
        text.ShouldEndWith("--\r\n");
        text.Replace("\r\n", "").ShouldNotContain('\r');
        text.Replace("\r\n", "").ShouldNotContain('\n');
        text.ShouldNotContain('\0');
        text.Split("\r\n").Max(line => line.Length).ShouldBeLessThanOrEqualTo(998);
        if (message.Body == BodyType.SevenBit)
            octets.All(o => o < 128).ShouldBeTrue();

        int end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        Header = text[..end];
        Boundary = Header.Split("boundary=\"")[1].Split('"')[0];
        string[] pieces = text.Split("\r\n--" + Boundary);
        pieces[^1].ShouldBe("--\r\n");
        foreach (string piece in pieces[1..^1])
        {
            piece.ShouldStartWith("\r\n");
            int blank = piece.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            Parts.Add((piece[2..blank], piece[(blank + 4)..]));
        }
    }

    public QueuedMessage Message { get; }

    public byte[] Octets { get; }

    /// <summary>The header section of the report, as Latin-1.</summary>
    public string Header { get; }

    public string Boundary { get; }

    /// <summary>Header section and body of each part, as Latin-1.</summary>
    public List<(string Header, string Body)> Parts { get; } = [];

    public string Person => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(Parts[0].Body));

    public string Status => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(Parts[1].Body));

    public string? ReturnedType => Parts.Count < 3 ? null : Parts[2].Header.Split("\r\n")[0]["Content-Type: ".Length..];

    public string Returned => Parts[2].Body;

    /// <summary>The names of all status fields, in their order, "" for the empty line between groups.</summary>
    public IEnumerable<string> StatusNames =>
        Status.TrimEnd('\r', '\n').Split("\r\n").Where(line => !line.StartsWith(' ')).Select(line => line.Split(':')[0]);
}
