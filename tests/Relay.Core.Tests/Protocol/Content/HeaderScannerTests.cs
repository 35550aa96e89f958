using System.Text;
using Relay.Core.Protocol.Content;

namespace Relay.Core.Tests.Protocol.Content;

public sealed class HeaderScannerTests
{
    [Fact]
    public void Fields_are_seen_wherever_the_header_is_cut()
    {
        const string Header = "Received: a\r\n\tby b\r\nRECEIVED : c\r\nSubject: Received: no\r\n Date: folded\r\ndate: x\r\nX-Received: " +
            "no\r\nmessage-id: <1@a>\r\n\r\n";
        foreach (string[] pieces in Decoding.Cuts(Header + "Received: in the body\r\n"))
        {
            HeaderScanner scanner = Scan(pieces, out int octets);
            scanner.ReceivedFields.ShouldBe(2);
            scanner.HasDate.ShouldBeTrue();
            scanner.HasMessageId.ShouldBeTrue();
            scanner.IsComplete.ShouldBeTrue();
            octets.ShouldBe(Header.Length);
            scanner.Octets.ShouldBe(Header.Length);
        }
    }

    [Fact]
    public void A_folded_line_is_no_field()
    {
        HeaderScanner scanner = Scan(["Subject: x\r\n Date: y\r\n\tMessage-ID: z\r\n\r\n"], out _);
        scanner.HasDate.ShouldBeFalse();
        scanner.HasMessageId.ShouldBeFalse();
    }

    [Fact]
    public void Content_without_a_body_ends_its_header_at_the_end()
    {
        HeaderScanner scanner = Scan(["Subject: x\r\nDate: y"], out _);
        scanner.IsComplete.ShouldBeFalse();
        scanner.Finish();
        scanner.IsComplete.ShouldBeTrue();
        scanner.HasDate.ShouldBeTrue();
    }

    [Fact]
    public void Content_that_begins_with_an_empty_line_has_no_header()
    {
        HeaderScanner scanner = Scan(["\r\nDate: in the body\r\n"], out int octets);
        scanner.IsComplete.ShouldBeTrue();
        scanner.HasDate.ShouldBeFalse();
        octets.ShouldBe(2);
    }

    [Fact]
    public void A_line_longer_than_any_field_name_costs_nothing()
    {
        HeaderScanner scanner = Scan(["x: " + new string('a', 100_000), new string('b', 100_000), "\r\nDate: x\r\n\r\n"], out _);
        scanner.HasDate.ShouldBeTrue();
        scanner.Octets.ShouldBe(3 + 200_000 + 2 + 9 + 2);
    }

    [Theory]
    [InlineData("just text\r\nDate: x\r\n\r\n", 0, true)]
    [InlineData(" Date: x\r\n\r\n", 0, true)]
    [InlineData(": x\r\n\r\n", 0, true)]
    [InlineData("Subject\r\n\r\n", 0, true)]
    [InlineData("Gr\u00fc\u00dfe: x\r\n\r\n", 0, true)]
    [InlineData("\rx", 0, true)]
    [InlineData("word", 0, true)]
    [InlineData("Subject: x\r\n folded\r\njust text\r\nDate: x\r\n\r\n", 21, false)]
    [InlineData("Subject: x\r\nword", 12, false)]
    [InlineData("Subject: x\r\n \r\n\r\nDate: x\r\n", 17, false)]
    public void The_section_ends_before_the_first_line_that_is_no_field(string content, int octets, bool isMissing)
    {
        foreach (string[] pieces in Decoding.Cuts(content))
        {
            HeaderScanner scanner = Scan(pieces, out _);
            scanner.Finish();
            scanner.Octets.ShouldBe(octets);
            scanner.IsMissing.ShouldBe(isMissing);
            scanner.HasDate.ShouldBeFalse();
        }
    }

    [Fact]
    public void A_word_longer_than_any_line_is_no_field()
    {
        HeaderScanner scanner = Scan([new string('a', 600), new string('b', 600)], out _);
        scanner.IsComplete.ShouldBeTrue();
        scanner.IsMissing.ShouldBeTrue();
        scanner.Octets.ShouldBe(0);
    }

    [Fact]
    public void The_longest_line_is_measured_wherever_it_is_cut()
    {
        foreach (string[] pieces in Decoding.Cuts("ab\r\nabcdef\r\n\r\nabc"))
        {
            var meter = new LineLengthMeter();
            foreach (string piece in pieces)
                meter.Read(Encoding.Latin1.GetBytes(piece));
            meter.Longest.ShouldBe(8);
        }
    }

    private static HeaderScanner Scan(IEnumerable<string> pieces, out int octets)
    {
        var scanner = new HeaderScanner();
        octets = 0;
        foreach (string piece in pieces)
        {
            if (!scanner.IsComplete)
                octets += scanner.Read(Encoding.Latin1.GetBytes(piece));
        }

        return scanner;
    }
}
