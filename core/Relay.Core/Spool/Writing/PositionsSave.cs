namespace Relay.Core.Spool.Writing;

/// <summary>Saves the positions of the subscribers there are, and drops the notices that all of them have passed.</summary>
internal sealed class PositionsSave(IReadOnlyDictionary<string, long> positions) : WriteRequest
{
    private readonly TaskCompletionSource<bool> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool isAll;

    /// <summary>Whether they are all dropped: a long backlog takes several saves, so that mail comes in between.</summary>
    public Task<bool> Task => done.Task;

    public override long Octets => 0;

    public override void Apply(SpoolWriter writer)
    {
        writer.ForgetPositions();
        long passed = long.MaxValue;
        foreach ((string subscriber, long position) in positions)
        {
            writer.SetPosition(subscriber, position);
            passed = Math.Min(passed, position);
        }

        isAll = positions.Count == 0 || writer.TrimOutbox(passed);
    }

    public override void Succeed() => done.SetResult(isAll);

    public override void Fail(Exception fault) => done.SetException(fault);
}
