namespace Relay.Core.Protocol.Content;

/// <summary>Takes decoded content, stretch by stretch.</summary>
public interface IContentSink
{
    /// <summary>Takes the next octets; they are valid during the call.</summary>
    void Write(ReadOnlySpan<byte> content);
}
