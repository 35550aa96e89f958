using System.Security.Cryptography;
using System.Text;
using MimeKit;

namespace Relay.Core.Tests.SevenBit;

/// <summary>Converted messages as MimeKit reads them, beside the originals.</summary>
public sealed class ConvertedReadByMimeKitTests
{
    [Fact]
    public void MimeKit_finds_the_same_parts_with_the_same_octets_before_and_after()
    {
        int parts = 0, encoded = 0;
        for (int seed = 0; seed < 300; seed++)
        {
            string message = SomeMessage.Of(seed);
            string converted = Converting.Convert(message);
            Ascii.IsValid(converted).ShouldBeTrue($"message {seed}");
            List<(string Content, bool IsEncoded)> now = Parts(converted);
            now.Select(part => part.Content).ShouldBe(Parts(message).Select(part => part.Content), $"message {seed}");
            parts += now.Count;
            encoded += now.Count(part => part.IsEncoded);
        }

        parts.ShouldBeGreaterThan(600);
        encoded.ShouldBeGreaterThan(200);
    }

    private static List<(string Content, bool IsEncoded)> Parts(string message)
    {
        using MimeMessage read = MimeMessage.Load(new MemoryStream(Encoding.Latin1.GetBytes(message)));
        var parts = new List<(string, bool)>();
        var iterator = new MimeIterator(read);
        while (iterator.MoveNext())
        {
            if (iterator.Current is MimePart part)
                parts.Add((Describe(part), part.ContentTransferEncoding is ContentEncoding.QuotedPrintable or ContentEncoding.Base64));
        }

        return parts;
    }

    private static string Describe(MimePart part)
    {
        using var octets = new MemoryStream();
        part.Content?.DecodeTo(octets);
        return $"{part.ContentType.MimeType} {part.FileName} {octets.Length} {Convert.ToHexString(SHA256.HashData(octets.ToArray()))}";
    }
}
