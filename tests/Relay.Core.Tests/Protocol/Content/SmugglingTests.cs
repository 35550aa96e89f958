using Relay.Core.Protocol.Content;
using static Relay.Core.Protocol.Content.ContentFaults;

namespace Relay.Core.Tests.Protocol.Content;

/// <summary>No sequence but CRLF.CRLF ends the data, in any mode, wherever the input is cut; and none of them reaches the next hop as it
/// was.</summary>
public sealed class SmugglingTests
{
    private const string End = "\r\n.\r\n";

    public static TheoryData<string, string> FalseEnds => new()
    {
        { "LF.LF", "\n.\n" },
        { "LF.CRLF", "\n.\r\n" },
        { "CR.CR", "\r.\r" },
        { "CR.CRLF", "\r.\r\n" },
        { "CR.LF", "\r.\n" },
        { "LF.CR", "\n.\r" },
        { "CRLF.LF", "\r\n.\n" },
        { "CRLF.CR", "\r\n.\r" },
        { "CRLF.CRCR", "\r\n.\r\r" },
        { "CRLF.NUL.CRLF", "\r\n.\0.\r\n" },
        { "CRLF NUL.CRLF", "\r\n\0.\r\n" },
        { "CRLF.NUL CRLF", "\r\n.\0\r\n" },
        { "CRCRLF.CRCRLF", "\r\r\n.\r\r\n" },
        { "LFCR.LFCR", "\n\r.\n\r" },
        { "CR.CRCRLF", "\r.\r\r\n" },
        { "NUL", "\0" },
    };

    [Theory]
    [MemberData(nameof(FalseEnds))]
    public void A_false_end_does_not_end_the_data_when_the_mode_is_reject(string name, string octets)
    {
        string input = $"Subject: x\r\n\r\nfirst{octets}MAIL FROM:<evil@evil.example>{End}";
        foreach (string[] pieces in Decoding.Cuts(input))
        {
            Decoding decoding = Decoding.Data(LineEndRule.Refuse, pieces);
            decoding.IsComplete.ShouldBeTrue(name);
            decoding.Consumed.ShouldBe(input.Length, name);
            decoding.Faults.ShouldNotBe(None, name);
            decoding.Content.ShouldNotContain("MAIL FROM", customMessage: "nothing behind the fault is passed on");
        }
    }

    [Theory]
    [MemberData(nameof(FalseEnds))]
    public void A_false_end_does_not_end_the_data_when_the_mode_is_normalize(string name, string octets)
    {
        string input = $"Subject: x\r\n\r\nfirst{octets}MAIL FROM:<evil@evil.example>{End}";
        string whole = Decoding.Data(LineEndRule.Repair, input).Content;
        foreach (string[] pieces in Decoding.Cuts(input))
        {
            Decoding decoding = Decoding.Data(LineEndRule.Repair, pieces);
            decoding.IsComplete.ShouldBeTrue(name);
            decoding.Consumed.ShouldBe(input.Length, name);
            decoding.Content.ShouldBe(whole, name);
        }

        whole.ShouldContain("MAIL FROM:<evil@evil.example>\r\n");
        string rest = whole.Replace("\r\n", "", StringComparison.Ordinal);
        rest.ShouldNotContain("\r");
        rest.ShouldNotContain("\n");
        rest.ShouldNotContain("\0");
    }

    [Theory]
    [MemberData(nameof(FalseEnds))]
    public void A_false_end_does_not_end_the_data_when_the_mode_is_allow_legacy(string name, string octets)
    {
        string input = $"Subject: x\r\n\r\nfirst{octets}MAIL FROM:<evil@evil.example>{End}";
        string whole = Decoding.Data(LineEndRule.Keep, input).Content;
        foreach (string[] pieces in Decoding.Cuts(input))
        {
            Decoding decoding = Decoding.Data(LineEndRule.Keep, pieces);
            decoding.IsComplete.ShouldBeTrue(name);
            decoding.Consumed.ShouldBe(input.Length, name);
            decoding.Content.ShouldBe(whole, name);
        }

        LooseLineEnds(whole).ShouldNotContain(".", customMessage: "a dot behind a bare line end would be one that the next hop might take for an " +
            "end");
    }

    [Theory]
    [MemberData(nameof(FalseEnds))]
    public void In_chunks_too_a_bare_line_end_is_a_fault(string name, string octets)
    {
        string input = $"Subject: x\r\n\r\nfirst{octets}MAIL FROM:<evil@evil.example>\r\n";
        foreach (string[] pieces in Decoding.Cuts(input))
        {
            Decoding decoding = Decoding.Chunks(LineEndRule.Refuse, pieces);
            decoding.IsComplete.ShouldBeFalse(name);
            decoding.Faults.ShouldNotBe(None, name);
            LooseLineEnds(Decoding.Chunks(LineEndRule.Keep, pieces).Content).ShouldNotContain(".");
        }
    }

    [Theory]
    [InlineData(".\r\n", "")]
    [InlineData("\r\n.\r\n", "\r\n")]
    [InlineData("a\r\n.\r\n", "a\r\n")]
    [InlineData("..\r\n.\r\n", ".\r\n")]
    [InlineData("...\r\n.\r\n", "..\r\n")]
    [InlineData(".a\r\n.\r\n", "a\r\n")]
    [InlineData("a\r\n..b\r\n.\r\n", "a\r\n.b\r\n")]
    [InlineData("a.\r\n.\r\n", "a.\r\n")]
    [InlineData("a\r\n\r\n\r\n.\r\n", "a\r\n\r\n\r\n")]
    public void Honest_content_is_decoded_wherever_it_is_cut(string input, string content)
    {
        foreach (LineEndRule rule in new[] { LineEndRule.Refuse, LineEndRule.Repair, LineEndRule.Keep })
        {
            foreach (string[] pieces in Decoding.Cuts(input))
                Decoding.Data(rule, pieces).ShouldBe(new Decoding(content, None, true, input.Length));
        }
    }

    [Fact]
    public void What_follows_the_end_is_left_for_the_next_command()
    {
        foreach (string[] pieces in Decoding.Cuts("a\r\n.\r\n"))
        {
            Decoding decoding = Decoding.Data(LineEndRule.Refuse, [.. pieces[..^1], pieces[^1] + "QUIT\r\n"]);
            decoding.ShouldBe(new Decoding("a\r\n", None, true, 6));
        }
    }

    [Fact]
    public void Binary_chunks_are_not_looked_at()
    {
        string input = "\0\r\n.\r\n\n.\n\r.\r\xff";
        Decoding.Chunks(LineEndRule.Binary, input).ShouldBe(new Decoding(input, None, false, input.Length));
    }

    [Fact]
    public void A_chunk_that_ends_between_CR_and_LF_is_no_fault()
    {
        foreach (string[] pieces in Decoding.Cuts("a\r\nb\r\n"))
            Decoding.Chunks(LineEndRule.Refuse, pieces).ShouldBe(new Decoding("a\r\nb\r\n", None, false, 6));
    }

    [Fact]
    public void A_CR_at_the_very_end_of_the_chunks_is_a_fault() => Decoding.Chunks(LineEndRule.Refuse, "a\r").Faults.ShouldBe(BareCr);

    // What is left when all true line ends are taken out, from each bare one up to the next octet.
    private static string LooseLineEnds(string content)
    {
        string marked = content.Replace("\r\n", "|", StringComparison.Ordinal);
        return string.Concat(marked.Select((c, i) => c is '\r' or '\n' && i + 1 < marked.Length ? marked[i + 1].ToString() : ""));
    }
}
