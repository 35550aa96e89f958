using System.Buffers;
using Relay.Sdk.Spool;

namespace Relay.TestKit.Scheduling;

/// <summary>Content in an array; counts how many holders have let go.</summary>
public sealed class QueueContent(ReadOnlyMemory<byte> octets, Action? freed = null) : SpooledContent
{
    public override long LengthOctets => octets.Length;

    public override ReadOnlySequence<byte>? Memory => new ReadOnlySequence<byte>(octets);

    /// <summary>Whether the last holder has let go.</summary>
    public bool IsFreed { get; private set; }

    public override ValueTask<Stream> OpenReadAsync(CancellationToken cancellationToken) => ValueTask.FromResult<Stream>(new MemoryStream(octets.ToArray(), writable: false));

    protected override void Free()
    {
        if (IsFreed)
            throw new InvalidOperationException("content freed twice");
        IsFreed = true;
        freed?.Invoke();
    }
}
