using Relay.Sdk.Mail;

namespace Relay.Core.Spool.Writing;

/// <summary>Removes an entry that cannot be read.</summary>
internal sealed class EntryRemoval(long entryId, MessageId messageId) : WriteRequest
{
    private readonly TaskCompletionSource<bool> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool messageRemoved;

    /// <summary>Whether the message went with it.</summary>
    public Task<bool> Task => done.Task;

    public override long Octets => 0;

    public override void Apply(SpoolWriter writer) => messageRemoved = writer.RemoveEntry(entryId, messageId.Value);

    public override void Succeed() => done.SetResult(messageRemoved);

    public override void Fail(Exception fault) => done.SetException(fault);
}
