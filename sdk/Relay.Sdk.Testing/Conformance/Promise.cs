namespace Relay.Sdk.Testing.Conformance;

/// <summary>What the suites have in common: promises by their names, and short words for requirements.</summary>
internal static class Promise
{
    // In real time, for a handler that does not come back.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    internal static async Task VerifyAsync<TFixture>(IReadOnlyDictionary<string, Func<TFixture, Task>> promises, string promise, TFixture fixture)
    {
        if (!promises.TryGetValue(promise, out Func<TFixture, Task>? verify))
            throw new ArgumentException($"'{promise}' is not one of the promises", nameof(promise));
        try
        {
            await verify(fixture).WaitAsync(Patience, TimeProvider.System);
        }
        catch (TimeoutException e)
        {
            throw new ConformanceException($"a call did not come back within {Patience.TotalSeconds} s", e);
        }
    }

    internal static void Require(bool kept, string otherwise)
    {
        if (!kept)
            throw new ConformanceException(otherwise);
    }

    /// <summary>Makes a call whose token has fired, which must come to an end: with an answer, or with the cancellation.</summary>
    internal static async Task RequireEndAsync(Func<CancellationToken, Task> call)
    {
        try
        {
            await call(new CancellationToken(canceled: true));
        }
        catch (OperationCanceledException)
        {
            return;
        }
    }
}
