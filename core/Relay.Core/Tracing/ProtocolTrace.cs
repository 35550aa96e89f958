using System.Threading.Channels;

namespace Relay.Core.Tracing;

/// <summary>Lets operators follow conversations while they happen. Nothing is traced, and it costs next to nothing, while no operator
/// follows.</summary>
public sealed class ProtocolTrace
{
    /// <summary>So many may follow at once.</summary>
    public const int MaxFollowers = 4;

    // A follower that does not keep up loses lines, and is told how many.
    private const int MaxWaiting = 10_000;
    private readonly Lock gate = new();
    private volatile Follower[] followers = [];

    /// <summary>Whether an operator follows.</summary>
    public bool IsOn => followers.Length > 0;

    /// <summary>Begins to follow; the end of the enumeration, or of its token, ends it.</summary>
    /// <exception cref="IOException">Too many follow already.</exception>
    public TraceSubscription Follow(TraceFilter filter)
    {
        var follower = new Follower(
            filter, Channel.CreateBounded<TraceLine>(new BoundedChannelOptions(MaxWaiting) { FullMode = BoundedChannelFullMode.DropWrite }));
        lock (gate)
        {
            if (followers.Length >= MaxFollowers)
                throw new IOException($"{MaxFollowers} traces are running already");
            followers = [.. followers, follower];
        }

        return new TraceSubscription(follower.Lines.Reader, () => Leave(follower));
    }

    internal void Tell(TraceSubject subject, DateTimeOffset at, char speaker, string text)
    {
        TraceLine? line = null;
        foreach (Follower follower in followers)
            if (follower.Filter.Takes(subject))
                follower.Lines.Writer.TryWrite(line ??= new TraceLine(at, subject.Id, subject.Address, speaker, text));
    }

    private void Leave(Follower follower)
    {
        lock (gate)
            followers = [.. followers.Where(other => other != follower)];
        follower.Lines.Writer.TryComplete();
    }

    private sealed record Follower(TraceFilter Filter, Channel<TraceLine> Lines);
}
