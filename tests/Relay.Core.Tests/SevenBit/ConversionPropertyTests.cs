using FsCheck;
using FsCheck.Fluent;

namespace Relay.Core.Tests.SevenBit;

public sealed class ConversionPropertyTests
{
    private static readonly Arbitrary<int> Seeds = Gen.Choose(0, int.MaxValue).ToArbitrary();

    [Fact]
    public void Decoding_gives_back_every_part_of_the_message() => Prop.ForAll(Seeds, seed =>
    {
        string message = SomeMessage.Of(seed);
        return DecodedMessage.Leaves(Converting.Convert(message)).SequenceEqual(DecodedMessage.Leaves(message));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    [Fact]
    public void The_outcome_is_ascii_in_lines_of_bounded_length_and_changes_no_more_when_converted_again() => Prop.ForAll(Seeds, seed =>
    {
        string converted = Converting.Convert(SomeMessage.Of(seed));
        return converted.All(octet => octet < 0x80) && converted.Split("\r\n")
            .All(line => line.Length <= 998 && !line.AsSpan().ContainsAny('\r', '\n'))
            && Converting.Convert(converted) == converted;
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    [Fact]
    public void The_cut_of_the_content_makes_no_difference() => Prop.ForAll(Seeds, Gen.Choose(1, 80).ArrayOf().ToArbitrary(), (seed, lengths) =>
    {
        string message = SomeMessage.Of(seed);
        var pieces = new List<string>();
        int at = 0;
        foreach (int length in lengths)
        {
            int end = Math.Min(at + length, message.Length);
            pieces.Add(message[at..end]);
            at = end;
        }

        pieces.Add(message[at..]);
        return Converting.Convert([.. pieces]) == Converting.Convert(message);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Fact]
    public void Broken_messages_are_converted_to_ascii_or_returned_wherever_they_are_cut() => Prop.ForAll(
        Gen.Choose(0, int.MaxValue).ToArbitrary(), Gen.Choose(1, 40).ToArbitrary(), (seed, length) =>
    {
        string message = BrokenMessage.Of(seed);
        string[] pieces = [.. message.Chunk(length).Select(piece => new string(piece))];
        string? converted = Converting.TryConvert(message);
        return Converting.TryConvert(pieces) == converted
            && (converted is null || (converted.All(octet => octet < 0x80) && Converting.TryConvert(converted) == converted));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(5000));

    [Fact]
    public void A_cut_at_any_octet_makes_no_difference()
    {
        string message = "Subject: x\r\nContent-Type: multipart/mixed;\r\n boundary=\"b\"\r\nContent-Transfer-Encoding: " +
            "8bit\r\n\r\n--b\r\n\r\n\u00e9 \r\n.\r\n--b\r\n"
            + $"Content-Type: message/rfc822\r\n\r\nSubject: y\n\n{new string('\u00fc', 5000)} \r--x\r\n--b--\r\n";
        string converted = Converting.Convert(message);
        for (int cut = 0; cut <= message.Length; cut++)
            Converting.Convert(message[..cut], message[cut..]).ShouldBe(converted);
        Converting.Convert([.. message.Select(octet => octet.ToString())]).ShouldBe(converted);
    }
}
