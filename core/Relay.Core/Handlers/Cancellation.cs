namespace Relay.Core.Handlers;

/// <summary>How a token is made to fire that strangers' code may hold.</summary>
internal static class Cancellation
{
    /// <summary>Makes the token fire. What was hung on it runs on other threads, may block them for ever, and may throw.</summary>
    /// <exception cref="ObjectDisposedException">The source is disposed of.</exception>
    /// <remarks>
    /// With Cancel the caller would run it, and hear what it throws; with CancelAfter a timer's thread would, where an exception ends the process.
    /// </remarks>
    internal static void CancelApart(this CancellationTokenSource source) =>
        // Reading the exception marks it observed.
        source.CancelAsync().ContinueWith(
            static ended => _ = ended.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
}
