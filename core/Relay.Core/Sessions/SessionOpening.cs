using Relay.Core.Settings;
using Relay.Sdk.Events;
using Relay.Sdk.Lists;
using Relay.Sdk.Replies;

namespace Relay.Core.Sessions;

/// <summary>What comes before the first command: limits, the client that talks too early, the plugins' word, the greeting (RFC 5321 §3.1).</summary>
internal static class SessionOpening
{
    /// <summary>Opens the session.</summary>
    /// <returns>Whether commands are to be read.</returns>
    public static async ValueTask<bool> OpenAsync(SmtpSession session, SessionRegistry registry)
    {
        switch (await AskAsync(session, session.Listener.Settings.ProxyFrom, "listeners[].proxyFrom"))
        {
            case Membership.Yes when !await ProxyOpening.ReadAsync(session):
                return Refuse(session, SessionReplies.NoProxyHeader);
            case Membership.Unavailable:
                RefusalLog.End(session, "connect", SessionReplies.ProxyUnknown);
                return false;
        }

        session.IsCounted = registry.EnterAddress(session.Remote.Address, session.Context.Accept);
        if (!session.IsCounted)
        {
            RefusalLog.End(session, "connect", SessionReplies.TooManyFromHost);
            return false;
        }

        if (session.IsOriginKnown)
            session.Listing = await AskAsync(session, session.Context.Accept.RelayFromHosts, "accept.relayFromHosts");
        if (session.Listener.Settings.Tls == ListenerTls.Implicit)
        {
            if (!await TlsStart.BeginAsync(session))
                return false;
        }
        else if (await TalksTooEarlyAsync(session))
        {
            RefusalLog.End(session, "connect", SessionReplies.EarlyTalker);
            return false;
        }

        if (await AskAsync(session) is { } refusal)
            return Refuse(session, refusal);
        session.Reply(session.Context.Greeting);
        return true;
    }

    // The refusal is the greeting, and only QUIT is served after it (RFC 5321 §3.1).
    private static bool Refuse(SmtpSession session, SmtpReply reply)
    {
        RefusalLog.Note(session, "connect", "", reply);
        if (session.CanSpeak)
            session.Reply(reply);
        else
            session.End();
        session.Phase = SessionPhase.Refused;
        return !session.IsEnding;
    }

    /// <summary>Takes back what opening counted.</summary>
    public static void Close(SmtpSession session, SessionRegistry registry)
    {
        if (session.IsCounted)
            registry.LeaveAddress(session.Remote.Address);
    }

    private static async ValueTask<bool> TalksTooEarlyAsync(SmtpSession session)
    {
        int delay = session.Context.Accept.EarlyTalkerDelay;
        if (delay > 0)
            await Task.Delay(TimeSpan.FromMilliseconds(delay), session.Context.Clock, session.Ending);
        return session.Socket.Available > 0 || !session.Channel.Unread.IsEmpty;
    }

    private static async ValueTask<Membership> AskAsync(SmtpSession session, HostList list, string setting)
    {
        Membership answer = await list.MatchAsync(HostSubject.Client(session.Remote.Address), session.Ending);
        if (answer is Membership.Unavailable unknown)
            ListLog.Unavailable(session.Context.Log, session.Id, setting, unknown.Reason);
        return answer;
    }

    private static async ValueTask<SmtpReply?> AskAsync(SmtpSession session)
    {
        if (!session.Context.Handlers.Decides<ClientConnected>())
            return null;
        return session.ApplyVerdict(await session.Context.Handlers.DecideAsync(new ClientConnected { Client = session.Facts }, session.Ending));
    }
}
