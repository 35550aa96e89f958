namespace Relay.EndToEnd.Tests;

/// <summary>Waits for what must come about.</summary>
internal static class Until
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(100);

    public static Task HoldsAsync(Func<bool> condition, string what, Func<string>? log = null) =>
        HoldsAsync(() => Task.FromResult(condition()), what, log);

    public static async Task HoldsAsync(Func<Task<bool>> condition, string what, Func<string>? log = null)
    {
        using var deadline = new CancellationTokenSource(Patience);
        using var timer = new PeriodicTimer(LookInterval);
        try
        {
            while (!await condition())
                await timer.WaitForNextTickAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"waited in vain for {what}\n{log?.Invoke()}");
        }
    }
}
