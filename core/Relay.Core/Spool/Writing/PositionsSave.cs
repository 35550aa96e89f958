namespace Relay.Core.Spool.Writing;

/// <summary>Saves positions of subscribers, and drops the notices that all of them have passed.</summary>
internal sealed class PositionsSave(IReadOnlyDictionary<string, long> positions) : WriteRequest
{
    private readonly TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Task => done.Task;

    public override long Octets => 0;

    public override void Apply(SpoolWriter writer)
    {
        long passed = long.MaxValue;
        foreach ((string subscriber, long position) in positions)
        {
            writer.SetPosition(subscriber, position);
            passed = Math.Min(passed, position);
        }

        if (positions.Count > 0)
            writer.TrimOutbox(passed);
    }

    public override void Succeed() => done.SetResult();

    public override void Fail(Exception fault) => done.SetException(fault);
}
