using Relay.Core.Protocol.Content;

namespace Relay.Trials.Sink;

/// <summary>Reads content from the connection: up to the final dot, or a chunk.</summary>
internal sealed class ContentReceiver(SinkConnection wire)
{
    /// <returns>False when the client went away before the end.</returns>
    public async ValueTask<bool> ReceiveDataAsync(ReceivedContent content)
    {
        var decoder = ContentDecoder.ForData(LineEndRule.Keep);
        while (true)
        {
            wire.Consume(decoder.Decode(wire.Buffered.Span, content));
            if (decoder.IsComplete)
                return true;
            if (!await wire.FillAsync())
                return false;
        }
    }

    /// <param name="content">Gets the octets; null drops them.</param>
    /// <returns>False when the client went away before the end.</returns>
    public async ValueTask<bool> ReceiveChunkAsync(ReceivedContent? content, long octets)
    {
        while (true)
        {
            int take = (int)Math.Min(octets, wire.Buffered.Length);
            content?.Write(wire.Buffered.Span[..take]);
            wire.Consume(take);
            octets -= take;
            if (octets == 0)
                return true;
            if (!await wire.FillAsync())
                return false;
        }
    }
}
