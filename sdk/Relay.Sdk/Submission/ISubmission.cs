namespace Relay.Sdk.Submission;

/// <summary>Takes mail that a plugin writes itself: a digest, an alert, a report. It is in each plugin's services; handlers take it by
/// constructor.</summary>
public interface ISubmission
{
    /// <summary>Puts a message into the relay's queue.</summary>
    /// <param name="mail">Envelope and content. The content's stream is read to its end and not disposed of.</param>
    /// <param name="cancellationToken">Ends the reading of the content. What has been read to its end is stored, whatever the token says.</param>
    /// <returns>Accepted when the message is on stable storage; Refused when it will never be taken like this; TryLater when it may be taken at
    /// another time. Only Accepted has stored anything.</returns>
    /// <exception cref="OperationCanceledException">The token fired before the content ended; nothing is stored.</exception>
    /// <remarks>
    /// What the content's stream throws comes through, and nothing is stored. A lone LF ends a line as CRLF does. The relay adds its Received field,
    /// and Date, Message-ID and <c>Auto-Submitted: auto-generated</c> (RFC 3834 §5) where they are missing. Filters and decisions of plugins are not
    /// asked about such a message; seals are. Within a handler of a notice about mail that the relay or a plugin has made itself, everything is
    /// refused: mail about each delivery would never end otherwise.
    /// </remarks>
    ValueTask<SubmissionResult> SubmitAsync(OwnMail mail, CancellationToken cancellationToken);
}
