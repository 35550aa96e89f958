using System.Net;
using Relay.Core.Metering;
using Relay.Core.Sessions.Connections;
using Relay.Core.Settings;
using Relay.Sdk.Replies;

namespace Relay.Core.Sessions;

/// <summary>The sessions that are open: counts them in all and by address, watches their deadlines, stops them.</summary>
internal sealed class SessionRegistry : IAsyncDisposable
{
    private static readonly TimeSpan WatchInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AbortGrace = TimeSpan.FromSeconds(5);
    private readonly Lock gate = new();
    private readonly HashSet<SessionDeadline> open = [];
    private readonly Dictionary<IPAddress, int> byAddress = [];
    private readonly TimeProvider clock;
    private readonly ITimer watch;
    private TaskCompletionSource? empty;
    private bool stopping;

    public SessionRegistry(TimeProvider clock)
    {
        this.clock = clock;
        watch = clock.CreateTimer(static state => ((SessionRegistry)state!).CheckAll(), this, WatchInterval, WatchInterval);
    }

    /// <summary>Sessions open now.</summary>
    public int Count
    {
        get
        {
            lock (gate)
                return open.Count;
        }
    }

    /// <summary>Counts a session in; the refusal when there are too many, null when it may go on.</summary>
    public SmtpReply? Enter(SessionDeadline session, AcceptSettings accept)
    {
        lock (gate)
        {
            if (stopping)
                return SessionReplies.Stopping;
            if (open.Count >= accept.MaxSessions)
                return SessionReplies.TooManySessions;
            open.Add(session);
            RelayMeter.Sessions.Add(1);
            return null;
        }
    }

    /// <summary>Counts a session to its client's address; false when that has too many.</summary>
    public bool EnterAddress(IPAddress address, AcceptSettings accept)
    {
        lock (gate)
        {
            int count = byAddress.GetValueOrDefault(address);
            if (count >= accept.MaxSessionsPerHost)
                return false;
            byAddress[address] = count + 1;
            return true;
        }
    }

    /// <summary>Takes back <see cref="EnterAddress"/>.</summary>
    public void LeaveAddress(IPAddress address)
    {
        lock (gate)
        {
            if (byAddress[address] == 1)
                byAddress.Remove(address);
            else
                byAddress[address]--;
        }
    }

    /// <summary>Takes back <see cref="Enter"/>.</summary>
    public void Leave(SessionDeadline session)
    {
        lock (gate)
        {
            if (open.Remove(session))
                RelayMeter.Sessions.Add(-1);
            if (open.Count == 0)
                empty?.TrySetResult();
        }
    }

    /// <summary>Lets no session in any more, ends the idle ones and lets the others finish, but not longer than the deadline.</summary>
    public async ValueTask StopAsync(TimeSpan deadline)
    {
        SessionDeadline[] sessions = BeginStop(out Task gone);
        foreach (SessionDeadline session in sessions)
            session.Stop();
        if (await IsDoneAsync(gone, deadline))
            return;
        foreach (SessionDeadline session in sessions)
            session.Abort();

        // Only last words and a commit can still be under way, and they end by themselves; but a stop must end too.
        await IsDoneAsync(gone, deadline < AbortGrace ? deadline : AbortGrace);
    }

    public ValueTask DisposeAsync() => watch.DisposeAsync();

    private SessionDeadline[] BeginStop(out Task gone)
    {
        lock (gate)
        {
            stopping = true;
            empty ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (open.Count == 0)
                empty.TrySetResult();
            gone = empty.Task;
            return [.. open];
        }
    }

    private async ValueTask<bool> IsDoneAsync(Task gone, TimeSpan deadline)
    {
        try
        {
            await gone.WaitAsync(deadline, clock);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private void CheckAll()
    {
        SessionDeadline[] sessions;
        lock (gate)
            sessions = [.. open];
        long now = clock.GetTimestamp();
        foreach (SessionDeadline session in sessions)
            session.Check(now);
    }
}
