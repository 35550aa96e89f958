namespace Relay.Core.Sessions.Authentication;

/// <summary>The server's side of one AUTH command (RFC 4954, RFC 4422). Knows nothing of sockets, base64 or reply codes. Used by one session,
/// once.</summary>
public interface ISaslExchange
{
    /// <summary>Takes what the client sent, decoded, and says what comes next.</summary>
    /// <param name="response">The first time, the initial response or null when the client gave none; then the answer to the last challenge, which
    /// may be empty.</param>
    /// <param name="cancellationToken">The session ended.</param>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    ValueTask<SaslStep> StepAsync(byte[]? response, CancellationToken cancellationToken);
}
