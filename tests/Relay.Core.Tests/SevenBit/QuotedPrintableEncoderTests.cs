using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Relay.Core.SevenBit;

namespace Relay.Core.Tests.SevenBit;

/// <summary>RFC 2045 §6.7.</summary>
public sealed class QuotedPrintableEncoderTests
{
    private static readonly Arbitrary<string> Lines =
        Gen.Elements('a', 'b', ' ', '\t', '=', '-', '.', '~', '\0', '\x7f', '\u00e9', '\u00ff').ListOf().Select(octets => string.Concat(octets))
            .ToArbitrary();

    [Theory]
    [InlineData("plain words", "plain words")]
    [InlineData("a=b", "a=3Db")]
    [InlineData("gr\u00fc\u00dfe", "gr=FC=DFe")]
    [InlineData("space at the end ", "space at the end=20")]
    [InlineData("tab at the end\t", "tab at the end=09")]
    [InlineData("two  ", "two =20")]
    [InlineData(" ", "=20")]
    [InlineData("", "")]
    [InlineData("\0\x7f~!", "=00=7F~!")]
    [InlineData(".", ".")]
    [InlineData("--boundary", "=2D-boundary")]
    public void Lines_are_written_as_the_standard_says(string line, string encoded) => Encode(line).ShouldBe(encoded);

    [Fact]
    public void Long_lines_are_broken_softly_within_76_columns()
    {
        string[] lines = Encode(new string('x', 80) + new string('\u00e9', 30)).Split("\r\n");
        lines.ShouldAllBe(line => line.Length <= 76);
        lines[..^1].ShouldAllBe(line => line.EndsWith('='));
        lines[0].ShouldBe(new string('x', 75) + "=");
        lines[1].ShouldBe("xxxxx" + string.Concat(Enumerable.Repeat("=E9", 23)) + "=");
    }

    [Fact]
    public void Decoding_gives_back_the_line_wherever_it_is_cut() => Prop.ForAll(Lines, Gen.Choose(1, 200).ToArbitrary(), (line, cut) =>
    {
        line = string.Concat(Enumerable.Repeat(line, 5));
        string[] pieces = [.. line.Chunk(cut).Select(piece => new string(piece))];
        string encoded = Encode(pieces);
        return QuotedPrintable.Decode(encoded) == line && encoded == Encode(line)
            && encoded.Split("\r\n").All(it => it.Length <= 76 && !it.StartsWith('-') && (it.Length == 0 || it[^1] is not (' ' or '\t')));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    private static string Encode(params string[] pieces)
    {
        var encoder = new QuotedPrintableEncoder();
        var output = new ArrayBufferWriter<byte>();
        foreach (string piece in pieces)
            encoder.Write(Encoding.Latin1.GetBytes(piece), output);
        encoder.EndLine(output);
        return Encoding.Latin1.GetString(output.WrittenSpan);
    }
}
