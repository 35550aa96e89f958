namespace Relay.Core.Handlers.Guarding;

internal sealed partial class HandlerGuard
{
    // The relay no longer waits for the call: the handler is told, and the log says how the call and its token's callbacks end.
    private void LeaveBehind(Task task, Deadline deadline)
    {
        Watch(task, static (ended, state) => ((HandlerGuard)state!).LogOrphanEnd(ended));
        Watch(deadline.TellAsync(), static (told, state) => ((HandlerGuard)state!).LogTold(told));
    }

    private void Watch(Task task, Action<Task, object?> ended) =>
        _ = task.ContinueWith(ended, this, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    // Reading the exception also marks it observed.
    private void LogOrphanEnd(Task ended) =>
        LogOrphan(logger, identity.Plugin, identity.Handler, ended.Status, ended.Exception is { } thrown
            ? FlatException.Of(thrown.GetBaseException()) : "");

    private void LogTold(Task told)
    {
        if (told.Exception is { } thrown)
            LogCallbackThrew(logger, identity.Plugin, identity.Handler, FlatException.Of(thrown.GetBaseException()));
    }
}
