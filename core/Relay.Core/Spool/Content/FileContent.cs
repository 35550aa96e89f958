using System.Buffers;
using Microsoft.Win32.SafeHandles;
using Relay.Core.Spool.Disk;
using Relay.Core.Spool.Records;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.Core.Spool.Content;

/// <summary>Content in a file, with its handle held open: it stays readable when the file is unlinked meanwhile.</summary>
/// <param name="handle">Owned by this content.</param>
/// <param name="length">All of the file.</param>
/// <param name="warm">The file has just been written, so that it lies in the system's cache and reading it does not wait for a disk.</param>
internal sealed class FileContent(SafeFileHandle handle, long length, bool warm) : SpooledContent
{
    private const int VerifyOctets = 128 * 1024;

    public override long LengthOctets => length;

    public override ReadOnlySequence<byte>? Memory => null;

    public override ValueTask<Stream> OpenReadAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult<Stream>(new FileContentStream(handle, length, warm));

    /// <summary>Reads all of the file, on a thread that may wait for the disk.</summary>
    /// <exception cref="UnreadableRecordException">The checksum is wrong: it is lost for good.</exception>
    /// <exception cref="IOException">It cannot be read now.</exception>
    public void Verify(MessageId id, uint expected)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(VerifyOctets);
        try
        {
            uint sum = 0;
            int read;
            for (long position = 0; (read = RandomAccess.Read(handle, buffer, position)) > 0; position += read)
                sum = Crc32C.Continue(sum, buffer.AsSpan(0, read));
            if (sum != expected)
                throw new UnreadableRecordException($"the checksum of the content file of {id} is wrong");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    protected override void Free() => handle.Dispose();
}
