using Microsoft.Extensions.Time.Testing;

namespace Relay.Core.Tests.Sessions;

/// <summary>Lets time pass for a server that runs on its own threads.</summary>
internal static class FakeTime
{
    /// <summary>Advances again and again until the task is done, since the server may begin its wait only after the first time.</summary>
    public static async Task AdvanceUntilAsync(this FakeTimeProvider clock, Task task, TimeSpan step)
    {
        while (!task.IsCompleted)
        {
            clock.Advance(step);
            await Task.WhenAny(task, Task.Delay(1));
        }

        await task;
    }
}
