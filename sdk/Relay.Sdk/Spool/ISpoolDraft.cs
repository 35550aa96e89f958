using System.Buffers;

namespace Relay.Sdk.Spool;

/// <summary>The content of a message while it arrives. Written through <see cref="IBufferWriter{T}"/>, one writer at a time.</summary>
/// <remarks>Disposing an uncommitted draft drops all that was written; disposing a committed one does nothing.</remarks>
public interface ISpoolDraft : IBufferWriter<byte>, IAsyncDisposable
{
    /// <summary>Octets written so far.</summary>
    long LengthOctets { get; }

    /// <summary>Called after each stretch of input: moves what exceeds the memory bound to the disk. Completes at once for small content.</summary>
    /// <exception cref="SpoolFullException">There is no room.</exception>
    ValueTask FlushAsync(CancellationToken cancellationToken);

    /// <summary>Reads back what was written so far, for decisions and filters before the commit. The caller releases it; it stays readable until
    /// then, also when the draft is dropped.</summary>
    ValueTask<SpooledContent> ReadBackAsync(CancellationToken cancellationToken);
}
