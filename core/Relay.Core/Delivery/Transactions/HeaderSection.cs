using System.Buffers;
using Relay.Sdk.Spool;

namespace Relay.Core.Delivery.Transactions;

/// <summary>Looks at the header section of content.</summary>
internal static class HeaderSection
{
    /// <summary>Whether it is ASCII throughout, so that it can go to a host without SMTPUTF8 (RFC 6531 §3.2).</summary>
    /// <exception cref="ContentUnreadableException">The spool did not give it.</exception>
    public static async ValueTask<bool> IsAsciiAsync(SpooledContent content, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
        try
        {
            await using ContentReader reader = await ContentReader.OpenAsync(content, cancellationToken);
            bool lineStart = true;
            while (true)
            {
                int octets = await reader.ReadAsync(buffer, cancellationToken);
                if (octets == 0)
                    return true;
                if (IsDecided(buffer.AsSpan(0, octets), ref lineStart, out bool isAscii))
                    return isAscii;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // Decided at the empty line after the section, or at the first octet beyond ASCII.
    private static bool IsDecided(ReadOnlySpan<byte> octets, ref bool lineStart, out bool isAscii)
    {
        foreach (byte octet in octets)
        {
            isAscii = octet < 0x80;
            if (!isAscii || (octet == '\n' && lineStart))
                return true;
            if (octet != '\r')
                lineStart = octet == '\n';
        }

        isAscii = true;
        return false;
    }
}
