using System.Buffers;
using Relay.Core.ContentReading;
using Relay.Core.Delivery.Connections;
using Relay.Core.Protocol.Client;
using Relay.Sdk.Spool;

namespace Relay.Core.Delivery.Transactions;

/// <summary>Writes content to a connection as DATA wants it, in bounded memory, and copies none of it that can go as it is.</summary>
internal sealed class ContentWriter(HostConnection connection, TimeSpan stretchLimit)
{
    private const int ReadOctets = 64 * 1024;

    private DotStuffer stuffer;

    /// <summary>Writes the content and the end of data, all sent when this returns true.</summary>
    /// <returns>False when the host spoke before the end of data was sent: the end is not sent then, so that the host does not have the
    /// message.</returns>
    /// <exception cref="ConnectionFaultException">The host did not take it.</exception>
    /// <exception cref="ContentUnreadableException">The spool did not give it.</exception>
    public async ValueTask<bool> WriteAsync(SpooledContent content, CancellationToken cancellationToken)
    {
        stuffer = new DotStuffer();
        if (content.Memory is { } memory)
        {
            SequencePosition position = memory.Start;
            while (memory.TryGet(ref position, out ReadOnlyMemory<byte> segment))
                await StuffAsync(segment);
        }
        else
        {
            await WriteStreamAsync(content, cancellationToken);
        }

        if (connection.HasSpoken())
            return false;
        connection.Output.Write(stuffer.End);
        await connection.FlushAsync(stretchLimit);
        return true;
    }

    private async ValueTask WriteStreamAsync(SpooledContent content, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(ReadOctets);
        try
        {
            await using ContentReader reader = await ContentReader.OpenAsync(content, cancellationToken);
            for (long rest = content.LengthOctets; rest > 0;)
            {
                int octets = await reader.ReadAsync(buffer, cancellationToken);
                if (octets == 0)
                    throw new ContentUnreadableException(new EndOfStreamException("the content is shorter than its length says"));
                rest -= octets;
                await StuffAsync(buffer.AsMemory(0, octets));

                // The output refers to the buffer that is read into next.
                await connection.FlushAsync(stretchLimit);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async ValueTask StuffAsync(ReadOnlyMemory<byte> content)
    {
        while (!content.IsEmpty)
        {
            int clean = stuffer.Next(content.Span);
            await connection.WriteAsync(content[..clean], stretchLimit);
            connection.Output.Write(stuffer.Insertion);
            content = content[clean..];
        }
    }
}
