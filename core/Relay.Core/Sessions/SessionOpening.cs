using Relay.Sdk.Events;
using Relay.Sdk.Replies;

namespace Relay.Core.Sessions;

/// <summary>What comes before the first command: limits, the client that talks too early, the plugins' word, the greeting (RFC 5321 §3.1).</summary>
internal static class SessionOpening
{
    /// <summary>Opens the session.</summary>
    /// <returns>Whether commands are to be read.</returns>
    public static async ValueTask<bool> OpenAsync(SmtpSession session, SessionRegistry registry)
    {
        session.IsCounted = registry.EnterAddress(session.Remote.Address, session.Context.Accept);
        if (!session.IsCounted)
        {
            session.End(SessionReplies.TooManyFromHost);
            return false;
        }

        session.IsListed = session.Context.Policy.Lists(session.Remote.Address);
        if (await TalksTooEarlyAsync(session))
        {
            session.End(SessionReplies.EarlyTalker);
            return false;
        }

        SmtpReply? refusal = await AskAsync(session);
        if (refusal is not null)
            session.Phase = SessionPhase.Refused;
        session.Reply(refusal ?? new SmtpReply(220, EnhancedStatus.None, session.Context.Greeting));
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
        return session.Socket.Available > 0;
    }

    private static async ValueTask<SmtpReply?> AskAsync(SmtpSession session)
    {
        if (!session.Context.Handlers.Decides<ClientConnected>())
            return null;
        return session.Refusal(await session.Context.Handlers.DecideAsync(new ClientConnected { Client = session.Facts }, session.Ending));
    }
}
