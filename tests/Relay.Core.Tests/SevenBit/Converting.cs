using System.Buffers;
using System.Text;
using Relay.Core.SevenBit;
using Relay.Sdk.Replies;
using Relay.TestKit.Peers;

namespace Relay.Core.Tests.SevenBit;

/// <summary>Conversion of whole texts (Latin-1), and of the same cut into pieces.</summary>
internal static class Converting
{
    /// <summary>The text as a host without 8BITMIME gets it.</summary>
    public static async Task<string> ConvertAsync(string text) => await OutcomeAsync(text) switch
    {
        SevenBitOutcome.Converted converted => await ReadAsync(converted),
        SevenBitOutcome.Impossible impossible => throw new InvalidOperationException(impossible.Reply.ToString()),
        _ => text,
    };

    public static async Task<SmtpReply> RefusalAsync(string text) =>
        (await OutcomeAsync(text)).ShouldBeOfType<SevenBitOutcome.Impossible>().Reply;

    public static ValueTask<SevenBitOutcome> OutcomeAsync(string text, bool mayConvert = true) =>
        SevenBitConversion.OfAsync(new SegmentedContent(text), mayConvert, CancellationToken.None);

    /// <summary>Converts what comes in these pieces.</summary>
    public static string Convert(params ReadOnlySpan<string> pieces) => TryConvert(pieces).ShouldNotBeNull();

    /// <summary>Converts what comes in these pieces; null when that is impossible.</summary>
    public static string? TryConvert(params ReadOnlySpan<string> pieces)
    {
        var survey = new MimeSurvey();
        Walk(survey, pieces);
        if (survey.Refusal is not null)
            return null;
        var output = new ArrayBufferWriter<byte>();
        Walk(new SevenBitWriter(survey.Changes, output), pieces);
        return Encoding.Latin1.GetString(output.WrittenSpan);
    }

    private static async Task<string> ReadAsync(SevenBitOutcome.Converted converted)
    {
        using var all = new MemoryStream();
        await using Stream stream = await converted.Content.OpenReadAsync(CancellationToken.None);
        await stream.CopyToAsync(all);
        all.Length.ShouldBe(converted.Content.LengthOctets);
        return Encoding.Latin1.GetString(all.ToArray());
    }

    private static void Walk(IMimeSink sink, ReadOnlySpan<string> pieces)
    {
        var walker = new MimeWalker(sink);
        foreach (string piece in pieces)
            walker.Read(Encoding.Latin1.GetBytes(piece));
        walker.Finish();
    }
}
