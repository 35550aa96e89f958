using System.Buffers;
using Microsoft.Win32.SafeHandles;
using Relay.Sdk.Spool;

namespace Relay.Core.Spool.Content;

/// <summary>Content in a file, with its handle held open: it stays readable when the file is unlinked meanwhile.</summary>
/// <param name="handle">Owned by this content.</param>
/// <param name="length">All of the file.</param>
/// <param name="warm">The file has just been written, so that it lies in the system's cache and reading it does not wait for a disk.</param>
internal sealed class FileContent(SafeFileHandle handle, long length, bool warm) : SpooledContent
{
    public override long LengthOctets => length;

    public override ReadOnlySequence<byte>? Memory => null;

    public override ValueTask<Stream> OpenReadAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult<Stream>(new FileContentStream(handle, length, warm));

    protected override void Free() => handle.Dispose();
}
