using System.Buffers;
using Relay.Core.ContentReading;
using Relay.Core.Delivery.Connections;
using Relay.Core.Protocol.Client;
using Relay.Sdk.Spool;

namespace Relay.Core.Delivery.Transactions;

/// <summary>Writes content with BDAT, as it is (RFC 3030).</summary>
internal sealed class ChunkWriter(HostConnection connection, TimeSpan stretchLimit)
{
    private const int MaxChunkOctets = 1024 * 1024;
    private const int ReadOctets = 64 * 1024;

    /// <summary>Puts the whole content into one last chunk behind what is gathered, and sends all of it.</summary>
    /// <exception cref="ConnectionFaultException">The host did not take it.</exception>
    public async ValueTask WriteOnlyChunkAsync(ReadOnlySequence<byte> content)
    {
        CommandWriter.Bdat(connection.Output, content.Length, last: true);
        SequencePosition position = content.Start;
        while (content.TryGet(ref position, out ReadOnlyMemory<byte> segment))
            await connection.WriteAsync(segment, stretchLimit);
        await connection.FlushAsync(stretchLimit);
    }

    /// <summary>Writes the content chunk by chunk.</summary>
    /// <param name="isAcceptedAsync">Reads the reply to a chunk; false ends the writing. Its argument says whether the chunk was the last.</param>
    /// <param name="cancellationToken">For reading the content.</param>
    /// <returns>False when the host spoke before it had a whole chunk: the rest of the chunk is not sent then.</returns>
    /// <exception cref="ConnectionFaultException">The host did not take it.</exception>
    /// <exception cref="ContentUnreadableException">The spool did not give it.</exception>
    public async ValueTask<bool> WriteChunksAsync(SpooledContent content, Func<bool, ValueTask<bool>> isAcceptedAsync,
        CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(ReadOctets);
        try
        {
            await using ContentReader reader = await ContentReader.OpenAsync(content, cancellationToken);
            long rest = content.LengthOctets;
            do
            {
                long chunk = Math.Min(rest, MaxChunkOctets);
                rest -= chunk;
                CommandWriter.Bdat(connection.Output, chunk, last: rest == 0);
                if (!await TryCopyAsync(reader, chunk, buffer, cancellationToken))
                    return false;
            }
            while (await isAcceptedAsync(rest == 0) && rest > 0);
            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async ValueTask<bool> TryCopyAsync(ContentReader reader, long octets, byte[] buffer, CancellationToken cancellationToken)
    {
        while (octets > 0)
        {
            Memory<byte> room = buffer.AsMemory(0, (int)Math.Min(octets, ReadOctets));
            int read = await reader.ReadAsync(room, cancellationToken);
            if (read < room.Length)
                throw new ContentUnreadableException(new EndOfStreamException("the content is shorter than its length says"));
            await connection.WriteAsync(buffer.AsMemory(0, read), stretchLimit);
            octets -= read;
            if (octets == 0 && connection.HasSpoken())
                return false;
            await connection.FlushAsync(stretchLimit);
        }

        await connection.FlushAsync(stretchLimit);
        return true;
    }
}
