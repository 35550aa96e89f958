using System.Text;
using Relay.Core.Protocol.Server;
using Relay.Core.Sessions.Authentication;
using Relay.Core.Settings;
using Relay.Sdk.Replies;

namespace Relay.Core.Sessions.Commands;

/// <summary>AUTH (RFC 4954): carries the lines of a SASL exchange to and fro.</summary>
internal sealed partial class AuthHandler : ICommandHandler
{
    public async ValueTask HandleAsync(SmtpSession session, ReadOnlyMemory<byte> arguments)
    {
        if (Objection(session) is { } objection)
        {
            session.Fail(objection);
            return;
        }

        if (session.Context.AuthThrottle.IsBlocked(session.Remote.Address, session.Context.Accept.MaxAuthFailuresPerHost))
        {
            RefusalLog.End(session, "AUTH", SessionReplies.TooManyAuthFailures);
            return;
        }

        if (!AuthCommand.TryParse(arguments.Span, out AuthCommand? command))
        {
            session.Fail(SyntaxReplies.Auth);
            return;
        }

        if (session.Context.Mechanisms.Current.Begin(command!.Mechanism, session.Remote.Address) is not { } exchange)
        {
            session.Fail(SessionReplies.MechanismNotOffered);
            return;
        }

        byte[]? initial = null;
        if (command.InitialResponse is { } text && !TryRead(session, Encoding.ASCII.GetBytes(text), initial: true, out initial))
            return;
        if (await ExchangeAsync(session, exchange, initial) is { } outcome)
            await ConcludeAsync(session, command.Mechanism, outcome);
    }

    private static SmtpReply? Objection(SmtpSession session)
    {
        if (session.Listener.Settings.Auth == ListenerAuth.None || session.Context.Mechanisms.Current.Offer.Length == 0)
            return SessionReplies.AuthNotOffered;
        if (session.Tls is null && !session.Context.Accept.AuthWithoutTls)
            return SessionReplies.AuthNeedsTls;
        return session.User is null ? null : SessionReplies.AuthAlready;
    }

    // The last step of the exchange; null when the client broke it off, which has been answered.
    private static async ValueTask<SaslStep?> ExchangeAsync(SmtpSession session, ISaslExchange exchange, byte[]? response)
    {
        while (true)
        {
            SaslStep step = await exchange.StepAsync(response, session.Ending);
            if (step is not SaslStep.Challenge challenge)
                return step;
            session.Reply(new SmtpReply(334, EnhancedStatus.None, SaslLine.Write(challenge.Octets.Span)));
            ReadOnlyMemory<byte>? line = await SessionLines.ReadAsync(session, SyntaxReplies.AuthLineTooLong);
            session.Trace.Secret();
            if (line is null || !TryRead(session, line.Value.Span, initial: false, out response))
                return null;
        }
    }

    private static bool TryRead(SmtpSession session, ReadOnlySpan<byte> line, bool initial, out byte[]? response)
    {
        SaslLineKind kind = SaslLine.Read(line, initial, out byte[] octets);
        response = octets;
        if (kind == SaslLineKind.Response)
            return true;
        session.Fail(kind == SaslLineKind.Cancelled ? SessionReplies.AuthCancelled : SyntaxReplies.Base64);
        return false;
    }

    private static async ValueTask ConcludeAsync(SmtpSession session, string mechanism, SaslStep outcome)
    {
        switch (outcome)
        {
            case SaslStep.Success success:
                session.Authenticate(success.User);
                LogAuthenticated(session.Context.Log, session.Id, session.Remote.Address, success.User, mechanism);
                session.Reply(SessionReplies.Authenticated);
                break;
            case SaslStep.Unavailable unavailable:
                if (await SessionEvents.FailAuthAsync(session, mechanism, null, SessionReplies.AuthUnavailable) is { } text)
                    LogAs(session.Context.Log, session.Id, text);
                else
                    LogUnavailable(session.Context.Log, session.Id, session.Remote.Address, mechanism, unavailable.Reason);
                session.Reply(SessionReplies.AuthUnavailable);
                break;
            case SaslStep.Failure failure:
                if (await SessionEvents.FailAuthAsync(session, mechanism, failure.User, SessionReplies.AuthFailed) is { } other)
                    LogAs(session.Context.Log, session.Id, other);
                else
                    LogFailed(session.Context.Log, session.Id, session.Remote.Address, failure.User, mechanism, failure.Reason);
                await FailAsync(session);
                break;
        }
    }

    // The client waits, and nothing else does. What was answered before is sent first.
    private static async ValueTask FailAsync(SmtpSession session)
    {
        AcceptSettings accept = session.Context.Accept;
        session.AuthFailures++;
        TimeSpan delay = session.Context.AuthThrottle.Fail(session.Remote.Address, session.AuthFailures, accept.MaxAuthFailuresPerHost);
        if (!await session.Channel.FlushAsync(accept.CommandTimeout))
        {
            session.End();
            return;
        }

        await Task.Delay(delay, session.Context.Clock, session.Ending);
        session.Fail(SessionReplies.AuthFailed);
        if (session.AuthFailures >= accept.MaxAuthFailures)
            RefusalLog.End(session, "AUTH", SessionReplies.TooManyAuthFailures);
    }
}
