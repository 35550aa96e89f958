using System.Threading.Channels;

namespace Relay.Core.Tracing;

/// <summary>The lines that a follower of conversations gets, until it is disposed.</summary>
public sealed class TraceSubscription : IDisposable
{
    private readonly Action leave;

    internal TraceSubscription(ChannelReader<TraceLine> lines, Action leave) => (Lines, this.leave) = (lines, leave);

    /// <summary>The lines as they come. When they come faster than they are read, the newest are left out.</summary>
    public ChannelReader<TraceLine> Lines { get; }

    public void Dispose() => leave();
}
