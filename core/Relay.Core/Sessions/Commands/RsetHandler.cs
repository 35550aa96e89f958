using Relay.Core.Protocol.Server;

namespace Relay.Core.Sessions.Commands;

/// <summary>RSET (RFC 5321 §4.1.1.5).</summary>
internal sealed class RsetHandler : ICommandHandler
{
    public async ValueTask HandleAsync(SmtpSession session, ReadOnlyMemory<byte> arguments)
    {
        if (!arguments.IsEmpty)
        {
            session.Fail(SyntaxReplies.NoArgumentAllowed);
            return;
        }

        await session.ResetAsync();
        session.IsTransactionRefused = false;
        session.Reply(SessionReplies.Ok);
    }
}
