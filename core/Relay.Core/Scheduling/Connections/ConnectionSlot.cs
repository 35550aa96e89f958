namespace Relay.Core.Scheduling.Connections;

/// <summary>The slot that one worker holds of the <see cref="ConnectionLimiter"/>, and lends out while it waits for the DNS.</summary>
/// <param name="limiter">Whose slot it is; taken already.</param>
/// <param name="seeker">The worker's destination.</param>
internal sealed class ConnectionSlot(ConnectionLimiter limiter, IConnectionSeeker seeker)
{
    private volatile bool held = true;
    private volatile bool lookingUp;

    /// <summary>Whether the DNS is being asked.</summary>
    public bool IsLookingUp => lookingUp;

    /// <summary>Awaits a DNS look-up without keeping others from the slot.</summary>
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
            if (answer.IsCompleted)
                return await answer;
            Give();
            T found = await answer;
            lookingUp = false;
            await limiter.TakeBackAsync(seeker.Health, cancellationToken);
            held = true;
            return found;
        }
        finally
        {
            lookingUp = false;
            limiter.EndLookup();
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
}
