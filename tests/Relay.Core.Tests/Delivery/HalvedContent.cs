using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Relay.Sdk.Spool;

namespace Relay.Core.Tests.Delivery;

/// <summary>Content of lines whose second half can be read only after the peer has said something.</summary>
internal sealed class HalvedContent : SpooledContent
{
    private static readonly byte[] Half = Encoding.ASCII.GetBytes("Subject: long\r\n\r\n" +
        string.Concat(Enumerable.Repeat(new string('x', 62) + "\r\n", 4096)));
    private readonly TaskCompletionSource spoken = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override long LengthOctets => Half.Length * 2;

    public override ReadOnlySequence<byte>? Memory => null;

    /// <summary>The peer has spoken: what it said lies in the client's socket by now.</summary>
    public void PeerHasSpoken() => spoken.TrySetResult();

    public override async ValueTask<Stream> OpenReadAsync(CancellationToken cancellationToken)
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        await pipe.Writer.WriteAsync(Half, cancellationToken);
        _ = FinishAsync(pipe.Writer);
        return pipe.Reader.AsStream();
    }

    protected override void Free() => spoken.TrySetCanceled();

    private async Task FinishAsync(PipeWriter writer)
    {
        await spoken.Task;
        await writer.WriteAsync(Half);
        await writer.CompleteAsync();
    }
}
