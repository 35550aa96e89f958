using Microsoft.Extensions.Time.Testing;
using Relay.Sdk.Testing.Clients;

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

    /// <summary>Says a line, and lets time pass until the reply is there: that to a wrong password comes late.</summary>
    public static async Task<string> AskAsync(this FakeTimeProvider clock, ScriptedClient client, string line)
    {
        Task<string> reply = client.AskAsync(line);
        await clock.AdvanceUntilAsync(reply, TimeSpan.FromMilliseconds(50));
        return await reply;
    }
}
