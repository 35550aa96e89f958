namespace Relay.Core.Handlers.Guarding;

/// <summary>Cancels tokens that a plugin's code may hold.</summary>
internal static class Cancellation
{
    /// <summary>Makes the token fire. Its callbacks run on other threads, so they may block or throw without harm to the caller.</summary>
    /// <exception cref="ObjectDisposedException">The source is disposed of.</exception>
    /// <remarks>
    /// Cancel would run the callbacks on the caller's thread and throw what they throw. CancelAfter would run them on a timer's thread, where an
    /// exception ends the process.
    /// </remarks>
    internal static void CancelOffThread(this CancellationTokenSource source) =>
        // Reading the exception marks it observed.
        source.CancelAsync().ContinueWith(
            static ended => _ = ended.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
}
