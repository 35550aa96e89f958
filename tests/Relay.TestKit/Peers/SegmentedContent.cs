using System.Buffers;
using System.Text;
using Relay.Sdk.Spool;

namespace Relay.TestKit.Peers;

/// <summary>Content in memory, in as many segments as given.</summary>
public sealed class SegmentedContent : SpooledContent
{
    private readonly ReadOnlySequence<byte> sequence;
    private readonly bool asStream;

    /// <summary>Content of one segment for each text (Latin-1).</summary>
    public SegmentedContent(params string[] segments)
        : this(false, [.. segments.Select(Encoding.Latin1.GetBytes)])
    {
    }

    /// <param name="asStream">The content can only be read as a stream, as one that lies in a file.</param>
    /// <param name="segments">The octets.</param>
    public SegmentedContent(bool asStream, params byte[][] segments)
    {
        this.asStream = asStream;
        Segment first = new(segments.Length > 0 ? segments[0] : [], 0);
        Segment last = first;
        foreach (byte[] segment in segments.Skip(1))
            last = last.Append(segment);
        sequence = new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    public override long LengthOctets => sequence.Length;

    public override ReadOnlySequence<byte>? Memory => asStream ? null : sequence;

    /// <summary>Whether the last share was given back.</summary>
    public bool IsFreed { get; private set; }

    public override ValueTask<Stream> OpenReadAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult<Stream>(new MemoryStream(sequence.ToArray(), writable: false));

    protected override void Free() => IsFreed = true;

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(byte[] octets, long index) => (Memory, RunningIndex) = (octets, index);

        public Segment Append(byte[] octets)
        {
            var next = new Segment(octets, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
