using System.Buffers;
using Relay.Sdk.Mail;

namespace Relay.Core.ContentReading;

/// <summary>Reads content to find something out about it.</summary>
internal static class ContentScan
{
    private const int ReadOctets = 64 * 1024;

    /// <summary>Reads until the end, or until enough was seen.</summary>
    /// <param name="content">The content.</param>
    /// <param name="wantsMore">Looks at the next stretch; false ends the reading.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ContentUnreadableException">The spool did not give it.</exception>
    public static async ValueTask ReadAsync(IMessageContent content, Func<ReadOnlySpan<byte>, bool> wantsMore, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(ReadOctets);
        try
        {
            await using ContentReader reader = await ContentReader.OpenAsync(content, cancellationToken);
            int octets;
            do
                octets = await reader.ReadAsync(buffer, cancellationToken);
            while (octets > 0 && wantsMore(buffer.AsSpan(0, octets)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
