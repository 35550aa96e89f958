namespace Relay.Core.Spool.Writing;

/// <summary>Saves the positions of a relay's subscribers, and drops the notices that all subscribers of all relays have passed.</summary>
internal sealed class PositionsSave(string relay, IReadOnlyDictionary<string, long> positions) : WriteRequest
{
    private readonly TaskCompletionSource<bool> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool isAll;

    /// <summary>Whether they are all dropped: a long backlog takes several saves, so that mail comes in between.</summary>
    public Task<bool> Task => done.Task;

    public override long Octets => 0;

    public override void Apply(SpoolWriter writer)
    {
        writer.ForgetPositions(relay);
        foreach ((string subscriber, long position) in positions)
            writer.SetPosition(relay, subscriber, position);
        isAll = writer.TrimOutbox();
    }

    public override void Succeed() => done.SetResult(isAll);

    public override void Fail(Exception fault) => done.SetException(fault);
}
