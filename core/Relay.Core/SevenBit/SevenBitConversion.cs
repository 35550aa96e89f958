using Relay.Core.ContentReading;
using Relay.Sdk.Mail;

namespace Relay.Core.SevenBit;

/// <summary>Makes content fit for a host without 8BITMIME, in bounded memory: reads it once to see whether anything has to be done, and only then
/// again.</summary>
/// <remarks>RFC 6152 §3: octets beyond ASCII never go to such a host; the message is converted to 7bit MIME or returned.</remarks>
internal static class SevenBitConversion
{
    /// <param name="content">The content.</param>
    /// <param name="mayConvert">Whether to convert what is not ASCII.</param>
    /// <exception cref="ContentUnreadableException">The spool did not give it.</exception>
    public static async ValueTask<SevenBitOutcome> OfAsync(IMessageContent content, bool mayConvert, CancellationToken cancellationToken)
    {
        if (await IsAsciiAsync(content, cancellationToken))
            return new SevenBitOutcome.Ascii();
        if (!mayConvert)
            return new SevenBitOutcome.Impossible(SevenBitRefusals.NoEightBit);
        MimeSurvey survey = await SurveyAsync(content, cancellationToken);
        return survey.Refusal is { } refusal
            ? new SevenBitOutcome.Impossible(refusal)
            : new SevenBitOutcome.Converted(new SevenBitContent(content, survey.Changes,
                await MeasureAsync(content, survey.Changes, cancellationToken)));
    }

    /// <summary>Whether the content can be converted, as far as that is needed.</summary>
    /// <exception cref="ContentUnreadableException">The spool did not give it.</exception>
    public static async ValueTask<bool> IsPossibleAsync(IMessageContent content, CancellationToken cancellationToken) =>
        (await SurveyAsync(content, cancellationToken)).Refusal is null;

    private static async ValueTask<bool> IsAsciiAsync(IMessageContent content, CancellationToken cancellationToken)
    {
        bool ascii = true;
        await ContentScan.ReadAsync(content, octets => ascii = !octets.ContainsAnyInRange((byte)0x80, (byte)0xff), cancellationToken);
        return ascii;
    }

    private static async ValueTask<MimeSurvey> SurveyAsync(IMessageContent content, CancellationToken cancellationToken)
    {
        var survey = new MimeSurvey();
        var walker = new MimeWalker(survey);
        bool Walk(ReadOnlySpan<byte> octets)
        {
            walker.Read(octets);
            return survey.Refusal is null;
        }

        await ContentScan.ReadAsync(content, Walk, cancellationToken);
        if (survey.Refusal is null)
            walker.Finish();
        return survey;
    }

    // SIZE wants the octets that will really come (RFC 1870 §6).
    private static async ValueTask<long> MeasureAsync(IMessageContent content, IReadOnlyList<EntityChanges> changes,
        CancellationToken cancellationToken)
    {
        long length = 0;
        bool Count(ReadOnlySpan<byte> octets)
        {
            length += octets.Length;
            return true;
        }

        await ContentScan.ReadAsync(new SevenBitContent(content, changes, 0), Count, cancellationToken);
        return length;
    }
}
