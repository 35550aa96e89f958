using System.Buffers;
using Relay.Sdk.Spool;

namespace Relay.TestKit.Spool;

/// <summary>The content of a <see cref="MemoryDraft"/>, as it was when it was read back or committed.</summary>
public sealed class DraftContent(byte[] octets) : SpooledContent
{
    public override long LengthOctets => octets.Length;

    public override ReadOnlySequence<byte>? Memory => new ReadOnlySequence<byte>(octets);

    /// <summary>Whether the last share was given back.</summary>
    public bool IsFreed { get; private set; }

    public override ValueTask<Stream> OpenReadAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult<Stream>(new MemoryStream(octets, writable: false));

    protected override void Free() => IsFreed = true;
}
