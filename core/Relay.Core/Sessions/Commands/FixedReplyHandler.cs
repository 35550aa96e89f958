using Relay.Sdk.Replies;

namespace Relay.Core.Sessions.Commands;

/// <summary>NOOP, HELP and EXPN: one reply, whatever the argument.</summary>
internal sealed class FixedReplyHandler(SmtpReply reply) : ICommandHandler
{
    public ValueTask HandleAsync(SmtpSession session, ReadOnlyMemory<byte> arguments)
    {
        if (reply.IsPositive)
            session.Reply(reply);
        else
            session.Fail(reply);
        return ValueTask.CompletedTask;
    }
}
