using Relay.Core.Tracing;

namespace Relay.Host.Tracing;

/// <summary>A line of a conversation as the admin endpoint and <c>relay trace --json</c> give it.</summary>
/// <param name="Id">The id of the session or the attempt.</param>
/// <param name="Speaker">C, S, or * for a note.</param>
internal sealed record TraceLineView(DateTimeOffset At, string Id, string Peer, string Speaker, string Text)
{
    public static TraceLineView Of(TraceLine line) => new(line.At, line.Id, line.Peer.ToString(), line.Speaker.ToString(), line.Text);

    /// <summary>One line for people.</summary>
    public override string ToString() => $"{At:HH:mm:ss.fff} {Id} {Peer} {Speaker}: {Text}";
}
