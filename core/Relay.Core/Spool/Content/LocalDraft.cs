using System.Buffers;
using Microsoft.Win32.SafeHandles;
using Relay.Core.Spool.Disk;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.Core.Spool.Content;

/// <summary>Content while it arrives: in one pooled buffer up to the threshold, beyond it in a file.</summary>
/// <param name="id">The message.</param>
/// <param name="files">Where the file goes.</param>
/// <param name="space">Looked at before each writing to the file; null when the reserve may be used.</param>
/// <param name="inlineMaxOctets">The threshold.</param>
internal sealed class LocalDraft(MessageId id, BodyFiles files, FreeSpace? space, int inlineMaxOctets) : ISpoolDraft
{
    private const int FirstOctets = 8 * 1024;
    private const int WriteOctets = 64 * 1024;

    /// <summary>A large message is synced in stretches: writing never runs far ahead of the disk, where the system would make this thread
    /// wait.</summary>
    private const int SyncOctets = 8 * 1024 * 1024;

    private byte[] buffer = ArrayPool<byte>.Shared.Rent(FirstOctets);
    private int buffered;
    private long inFile;
    private long synced;
    private SafeFileHandle? file;
    private DraftState state;

    public MessageId Id { get; } = id;

    public long LengthOctets => inFile + buffered;

    /// <summary>The checksum of the whole content, once it is sealed.</summary>
    public uint ContentSum { get; private set; }

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)(buffer.Length - buffered), nameof(count));
        buffered += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Grow(sizeHint);
        return buffer.AsMemory(buffered);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Grow(sizeHint);
        return buffer.AsSpan(buffered);
    }

    public ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (file is null ? buffered > inlineMaxOctets : buffered >= WriteOctets)
            WriteOut();
        return inFile - synced < SyncOctets ? ValueTask.CompletedTask : SyncSoFarAsync(cancellationToken);
    }

    public ValueTask<SpooledContent> ReadBackAsync(CancellationToken cancellationToken)
    {
        if (file is null)
        {
            // A copy, because the buffer may still move; decisions on content are rare and the content is small.
            byte[] copy = ArrayPool<byte>.Shared.Rent(Math.Max(buffered, 1));
            buffer.AsSpan(0, buffered).CopyTo(copy);
            return ValueTask.FromResult<SpooledContent>(new PooledContent(copy, buffered));
        }

        WriteOut();
        return ValueTask.FromResult<SpooledContent>(new FileContent(files.Folder.OpenHandle(Id), inFile, warm: true));
    }

    /// <summary>Ends the writing: small content is ready at once, a file is synced.</summary>
    /// <returns>The content; the caller has a share of it.</returns>
    /// <remarks>After it the draft belongs to the commit, which says how it ended with <see cref="EndCommit"/>.</remarks>
    public ValueTask<SpooledContent> SealAsync()
    {
        if (state != DraftState.Open)
            throw new InvalidOperationException($"the draft of {Id} is {(state == DraftState.Disposed ? "disposed" : "committed already")}");
        state = DraftState.Committing;
        if (file is not null || buffered > inlineMaxOctets)
            return SealFileAsync();
        var content = new PooledContent(buffer, buffered);
        ContentSum = Crc32C.Of(content.Span);
        buffer = [];
        return ValueTask.FromResult<SpooledContent>(content);
    }

    /// <summary>The commit has ended; when it failed, the content is gone and its file is removed.</summary>
    public void EndCommit(bool stored)
    {
        state = stored ? DraftState.Committed : DraftState.Disposed;
        if (!stored)
            Drop();
    }

    public ValueTask DisposeAsync()
    {
        // While the commit runs, the writer may be reading the content: the commit's end decides what becomes of it.
        if (state == DraftState.Open)
        {
            state = DraftState.Disposed;
            Drop();
        }

        return ValueTask.CompletedTask;
    }

    private async ValueTask<SpooledContent> SealFileAsync()
    {
        SafeFileHandle handle;
        try
        {
            WriteOut();
            handle = file!;
            await files.SyncAsync(Id, handle);
        }
        catch (Exception fault)
        {
            EndCommit(stored: false);
            if (fault is IOException io && DiskFull.Is(io))
                throw NoRoom(io);
            throw;
        }

        ReturnBuffer();
        file = null;
        return new FileContent(handle, inFile, warm: true);
    }

    private async ValueTask SyncSoFarAsync(CancellationToken cancellationToken)
    {
        synced = inFile;
        try
        {
            await files.SyncContentAsync(file!).WaitAsync(cancellationToken);
        }
        catch (IOException fault) when (DiskFull.Is(fault))
        {
            throw NoRoom(fault);
        }
    }

    private void WriteOut()
    {
        if (space is { HasRoom: false })
            throw new SpoolFullException();
        try
        {
            file ??= files.Create(Id);
            RandomAccess.Write(file, buffer.AsSpan(0, buffered), inFile);
        }
        catch (IOException fault) when (DiskFull.Is(fault))
        {
            throw NoRoom(fault);
        }

        ContentSum = Crc32C.Continue(ContentSum, buffer.AsSpan(0, buffered));
        inFile += buffered;
        buffered = 0;
    }

    private static SpoolFullException NoRoom(IOException fault) => new("no room for a content file", fault);

    private void Grow(int sizeHint)
    {
        ObjectDisposedException.ThrowIf(state != DraftState.Open, this);
        int wanted = Math.Max(sizeHint, 1);
        if (buffer.Length - buffered >= wanted)
            return;

        // Times four: a large message copies its first part at most a third again.
        int usual = Math.Min(buffer.Length * 4, Math.Max(inlineMaxOctets, WriteOctets));
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(buffered + wanted, usual));
        buffer.AsSpan(0, buffered).CopyTo(larger);
        ReturnBuffer();
        buffer = larger;
    }

    private void Drop()
    {
        ReturnBuffer();
        bool hasFile = file is not null || inFile > 0;
        file?.Dispose();
        file = null;
        if (hasFile)
            files.Remove(Id);
    }

    private void ReturnBuffer()
    {
        byte[] returned = buffer;
        buffer = [];
        if (returned.Length > 0)
            ArrayPool<byte>.Shared.Return(returned);
    }
}
