using Relay.Sdk.Events;

namespace Relay.Sdk.Filters;

/// <summary>Sees a whole message before it is committed; may refuse it, or ask for edits that the relay applies.</summary>
/// <remarks>Filters run in order; each sees the content with the edits of those before it. A filter that throws or is late defers the message (451),
/// unless its failure policy says otherwise.</remarks>
public interface IMessageFilter
{
    /// <summary>Judges the message.</summary>
    /// <param name="message">The content is valid until the returned task ends; a stream opened on it does not outlive that.</param>
    /// <param name="cancellationToken">Fires at the deadline (5 s unless said otherwise) and at the end of the session.</param>
    /// <returns>A verdict of an inbound moment; edits count with Continue alone. An edit that cannot be made (a bad field name, a CR in a value)
    /// defers the message.</returns>
    ValueTask<FilterResult> FilterAsync(MessageOffered message, CancellationToken cancellationToken);
}
