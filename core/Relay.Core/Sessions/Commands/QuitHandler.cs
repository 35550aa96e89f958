using Relay.Core.Protocol.Server;

namespace Relay.Core.Sessions.Commands;

/// <summary>QUIT (RFC 5321 §4.1.1.10).</summary>
internal sealed class QuitHandler : ICommandHandler
{
    public ValueTask HandleAsync(SmtpSession session, ReadOnlyMemory<byte> arguments)
    {
        if (arguments.IsEmpty)
            session.End(SessionReplies.Bye);
        else
            session.Fail(SyntaxReplies.NoArgumentAllowed);
        return ValueTask.CompletedTask;
    }
}
