using System.Buffers;
using Relay.Core.Protocol.Server;

namespace Relay.Trials.Sink;

/// <summary>A stream of lines and octets with one pooled buffer each way, for the trial server.</summary>
/// <remarks>Every wait has the deadline given at the start.</remarks>
internal sealed class SinkConnection : IAsyncDisposable
{
    private const int InputOctets = 64 * 1024;
    private const int OutputOctets = 16 * 1024;

    private readonly CancellationTokenSource deadline;
    private readonly TimeSpan timeout;
    private byte[] input = ArrayPool<byte>.Shared.Rent(InputOctets);
    private byte[] output = ArrayPool<byte>.Shared.Rent(OutputOctets);
    private int start;
    private int end;
    private int written;

    public SinkConnection(Stream stream, TimeSpan timeout, CancellationToken cancellationToken)
    {
        Stream = stream;
        this.timeout = timeout;
        deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    }

    public Stream Stream { get; private set; }

    /// <summary>Octets read and not yet consumed.</summary>
    public ReadOnlyMemory<byte> Buffered => input.AsMemory(start, end - start);

    public void Consume(int octets) => start += octets;

    /// <summary>Reads what comes next behind the buffered octets; false at the end of the stream.</summary>
    /// <exception cref="IOException">The buffer is full: a line is longer than it.</exception>
    public async ValueTask<bool> FillAsync()
    {
        if (start > 0)
        {
            input.AsSpan(start, end - start).CopyTo(input);
            end -= start;
            start = 0;
        }

        if (end == input.Length)
            throw new IOException($"a line is longer than {input.Length} octets");
        deadline.CancelAfter(timeout);
        int count = await Stream.ReadAsync(input.AsMemory(end), deadline.Token);
        end += count;
        return count > 0;
    }

    /// <summary>Reads a line, ended by CRLF or by a bare LF; null at the end of the stream. Valid until the next read.</summary>
    /// <returns>The line without its end.</returns>
    /// <exception cref="IOException">It has a bare CR, or is longer than the buffer.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadLineAsync()
    {
        while (true)
        {
            ReadOnlyMemory<byte> buffered = Buffered;
            CommandScan scan = CommandScanner.Scan(buffered.Span, InputOctets, acceptsBareLf: true, out int length, out int consumed);
            if (scan == CommandScan.Line)
            {
                Consume(consumed);
                return buffered[..length];
            }

            if (scan != CommandScan.Incomplete)
                throw new IOException("a line has a bare CR, or is too long");
            if (!await FillAsync())
                return null;
        }
    }

    /// <summary>Puts octets into the output buffer; larger ones go out at once.</summary>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> octets)
    {
        if (TryWrite(octets.Span))
            return;
        await FlushAsync();
        if (TryWrite(octets.Span))
            return;
        deadline.CancelAfter(timeout);
        await Stream.WriteAsync(octets, deadline.Token);
    }

    /// <summary>Puts octets into the output buffer if they fit.</summary>
    public bool TryWrite(ReadOnlySpan<byte> octets)
    {
        if (!octets.TryCopyTo(output.AsSpan(written)))
            return false;
        written += octets.Length;
        return true;
    }

    public async ValueTask FlushAsync()
    {
        if (written == 0)
            return;
        deadline.CancelAfter(timeout);
        await Stream.WriteAsync(output.AsMemory(0, written), deadline.Token);
        written = 0;
    }

    /// <summary>Goes on over TLS; what was buffered before the handshake is dropped (RFC 3207 §4.2).</summary>
    public async ValueTask UpgradeAsync(Func<Stream, CancellationToken, ValueTask<Stream>> handshake)
    {
        start = end = written = 0;
        deadline.CancelAfter(timeout);
        Stream = await handshake(Stream, deadline.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await Stream.DisposeAsync();
        deadline.Dispose();
        ArrayPool<byte>.Shared.Return(input);
        ArrayPool<byte>.Shared.Return(output);
        input = output = [];
        start = end = written = 0;
    }
}
