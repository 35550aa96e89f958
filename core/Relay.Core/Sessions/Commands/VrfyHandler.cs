using Relay.Core.Protocol.Server;

namespace Relay.Core.Sessions.Commands;

/// <summary>VRFY: no client is told which mailboxes exist (RFC 5321 §3.5.3, §7.3).</summary>
internal sealed class VrfyHandler : ICommandHandler
{
    public ValueTask HandleAsync(SmtpSession session, ReadOnlyMemory<byte> arguments)
    {
        if (arguments.IsEmpty)
            session.Fail(SyntaxReplies.ArgumentMissing);
        else
            session.Reply(SessionReplies.CannotVerify);
        return ValueTask.CompletedTask;
    }
}
