using Relay.Core.Protocol.Server;
using Relay.Core.Settings;

namespace Relay.Core.Sessions.Commands;

/// <summary>STARTTLS (RFC 3207).</summary>
internal sealed class StartTlsHandler : ICommandHandler
{
    public async ValueTask HandleAsync(SmtpSession session, ReadOnlyMemory<byte> arguments)
    {
        if (session.Tls is not null)
        {
            session.Fail(SessionReplies.TlsAlready);
            return;
        }

        if (session.Listener.Settings.Tls != ListenerTls.Starttls)
        {
            session.Fail(SessionReplies.TlsNotOffered);
            return;
        }

        if (!arguments.IsEmpty)
        {
            session.Fail(SyntaxReplies.NoArgumentAllowed);
            return;
        }

        session.Reply(SessionReplies.ReadyForTls);
        if (await session.Channel.FlushAsync(session.Context.Accept.CommandTimeout))
            await TlsStart.UpgradeAsync(session);
        else
            session.End();
    }
}
