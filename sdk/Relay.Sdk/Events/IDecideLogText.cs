namespace Relay.Sdk.Events;

/// <summary>Words the log line about a failed authentication; the authentication stays failed.</summary>
/// <remarks>
/// Called before the client gets its reply, concurrently for different sessions. A handler that throws or misses its deadline leaves the usual line.
/// </remarks>
public interface IDecideLogText
{
    /// <summary>Gives the text, or leaves the usual one.</summary>
    /// <param name="moment">What has failed.</param>
    /// <param name="cancellationToken">Fires at the handler's deadline, at the end of the session, and at shutdown.</param>
    ValueTask<LogText> DecideAsync(AuthenticationRefused moment, CancellationToken cancellationToken);
}
