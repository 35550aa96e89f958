using Relay.Sdk.Events;

namespace Relay.Sdk.Filters;

/// <summary>Sees a whole message before it is committed; may refuse it, or ask for edits that the relay applies.</summary>
/// <remarks>Filters run in order; each sees the content with the edits of those before it. A filter that throws or is late defers the message (451).</remarks>
public interface IMessageFilter
{
    /// <summary>Judges the message.</summary>
    ValueTask<FilterResult> FilterAsync(MessageOffered message, CancellationToken cancellationToken);
}
