using FsCheck;
using FsCheck.Fluent;
using Relay.Core.Protocol.Content;

namespace Relay.Core.Tests.Protocol.Content;

public sealed class DecoderPropertyTests
{
    // Octets that matter, and a few that do not.
    private static readonly Arbitrary<string> Noise =
        Gen.Elements('\r', '\n', '.', '\0', 'a', 'b').ListOf().Select(octets => string.Concat(octets)).ToArbitrary();

    private static readonly Arbitrary<int[]> Lengths = Gen.Choose(1, 9).ArrayOf().ToArbitrary();

    [Theory]
    [InlineData(LineEndRule.Refuse)]
    [InlineData(LineEndRule.Repair)]
    [InlineData(LineEndRule.Keep)]
    public void The_data_end_exactly_at_the_first_CRLF_dot_CRLF(LineEndRule rule) => Prop.ForAll(Noise, Lengths, (noise, lengths) =>
    {
        // The CRLF of the DATA line counts.
        int end = ("\r\n" + noise).IndexOf("\r\n.\r\n", StringComparison.Ordinal);
        Decoding decoding = Decoding.Data(rule, Cut(noise, lengths));
        return decoding.IsComplete == end >= 0 && decoding.Consumed == (end >= 0 ? end + 3 : noise.Length);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    [Theory]
    [InlineData(LineEndRule.Refuse)]
    [InlineData(LineEndRule.Repair)]
    [InlineData(LineEndRule.Keep)]
    public void The_cut_of_the_input_makes_no_difference(LineEndRule rule) => Prop.ForAll(Noise, Lengths, (noise, lengths) =>
    {
        string ended = noise + "\r\n.\r\n";
        return Decoding.Data(rule, Cut(ended, lengths)) == Decoding.Data(rule, ended);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    [Fact]
    public void Decoding_gives_back_what_was_stuffed() => Prop.ForAll(Noise, Lengths, (noise, lengths) =>
    {
        string content = string.Concat(noise.Replace("\0", "", StringComparison.Ordinal).Split('\r', '\n').Select(line => line + "\r\n"));
        string stuffed = string.Concat(content.Split("\r\n")[..^1].Select(line => (line.StartsWith('.') ? "." : "") + line + "\r\n")) + ".\r\n";
        return Decoding.Data(LineEndRule.Refuse, Cut(stuffed, lengths)) == new Decoding(content, ContentFaults.None, true, stuffed.Length);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    [Fact]
    public void Repaired_content_has_whole_line_ends_only() => Prop.ForAll(Noise, Lengths, (noise, lengths) =>
    {
        string content = Decoding.Data(LineEndRule.Repair, Cut(noise + "\r\n.\r\n", lengths)).Content;
        return !content.Replace("\r\n", "", StringComparison.Ordinal).AsSpan().ContainsAny('\r', '\n', '\0');
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    [Fact]
    public void Kept_content_never_has_a_dot_behind_a_bare_line_end() => Prop.ForAll(Noise, Lengths, (noise, lengths) =>
    {
        string content = Decoding.Data(LineEndRule.Keep, Cut(noise + "\r\n.\r\n", lengths)).Content.Replace("\r\n", "|", StringComparison.Ordinal);
        return !content.Contains("\n.", StringComparison.Ordinal) && !content.Contains("\r.", StringComparison.Ordinal);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    private static List<string> Cut(string text, int[] lengths)
    {
        var pieces = new List<string>();
        int at = 0;
        foreach (int length in lengths)
        {
            int end = Math.Min(at + length, text.Length);
            pieces.Add(text[at..end]);
            at = end;
        }

        pieces.Add(text[at..]);
        return pieces;
    }
}
