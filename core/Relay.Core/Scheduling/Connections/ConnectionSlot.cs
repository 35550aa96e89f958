namespace Relay.Core.Scheduling.Connections;

/// <summary>The slot that one worker holds of the <see cref="ConnectionLimiter"/>, and lends out while it waits for the DNS.</summary>
/// <param name="limiter">The limiter of the slot; the slot is taken already.</param>
/// <param name="seeker">The worker's destination.</param>
internal sealed class ConnectionSlot(ConnectionLimiter limiter, IConnectionSeeker seeker)
{
    private volatile bool held = true;
    private volatile bool lookingUp;

    /// <summary>Whether a look-up is under way.</summary>
    public bool IsLookingUp => lookingUp;

    /// <summary>Awaits a look-up without keeping others from the slot.</summary>
    /// <param name="look">Begins the look-up; what is known already completes at once and lends nothing.</param>
    /// <param name="cancellationToken">Gives up; the slot may be gone then.</param>
    /// <returns>Null when too many look-ups are under way: nothing was begun.</returns>
    public async ValueTask<T?> LookUpAsync<T>(Func<ValueTask<T>> look, CancellationToken cancellationToken)
        where T : class
    {
        if (!limiter.TryBeginLookup())
            return null;
        try
        {
            lookingUp = true;
            ValueTask<T> answer = look();
            return answer.IsCompleted ? await answer : await LendForAsync(answer, cancellationToken);
        }
        finally
        {
            lookingUp = false;
            limiter.EndLookup();
        }
    }

    /// <summary>Awaits a task that seldom needs a look-up: it counts as a look-up only if it does not complete at once.</summary>
    /// <param name="look">Begins; when too many look-ups are under way, its token ends it again.</param>
    /// <param name="cancellationToken">Gives up; the slot may be gone then.</param>
    /// <returns>Null when too many look-ups are under way.</returns>
    public async ValueTask<T?> LookUpIfNeededAsync<T>(Func<CancellationToken, ValueTask<T>> look, CancellationToken cancellationToken)
        where T : class
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        ValueTask<T> answer = look(end.Token);
        if (answer.IsCompleted)
            return await answer;
        if (limiter.TryBeginLookup())
            return await LookUpAsync(answer, cancellationToken);
        await end.CancelAsync();
        try
        {
            return await answer;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>Gives the slot back, unless it is lent out.</summary>
    public void Give()
    {
        if (!held)
            return;
        held = false;
        limiter.Give();
    }

    // Begun, and counted by the limiter.
    private async ValueTask<T> LookUpAsync<T>(ValueTask<T> begun, CancellationToken cancellationToken)
    {
        try
        {
            lookingUp = true;
            return await LendForAsync(begun, cancellationToken);
        }
        finally
        {
            lookingUp = false;
            limiter.EndLookup();
        }
    }

    private async ValueTask<T> LendForAsync<T>(ValueTask<T> answer, CancellationToken cancellationToken)
    {
        Give();
        T found = await answer;
        lookingUp = false;
        await limiter.TakeBackAsync(seeker.Health, cancellationToken);
        held = true;
        return found;
    }
}
