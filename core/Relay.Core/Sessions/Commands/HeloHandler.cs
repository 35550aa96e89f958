using Relay.Core.Protocol.Server;
using Relay.Sdk.Events;
using Relay.Sdk.Replies;

namespace Relay.Core.Sessions.Commands;

/// <summary>EHLO and HELO (RFC 5321 §4.1.1.1).</summary>
internal sealed class HeloHandler(bool extended) : ICommandHandler
{
    public async ValueTask HandleAsync(SmtpSession session, ReadOnlyMemory<byte> arguments)
    {
        if (!HeloCommand.TryParse(arguments.Span, out string name))
        {
            session.Fail(SyntaxReplies.Helo);
            return;
        }

        if (session.Context.Handlers.Decides<HeloOffered>())
        {
            var offered = new HeloOffered { Client = session.Facts with { Helo = name }, Extended = extended };
            SmtpReply? refusal = session.ApplyVerdict(await session.Context.Handlers.DecideAsync(offered, session.Ending));
            if (refusal is not null)
            {
                RefusalLog.Note(session, "HELO", name, refusal);
                session.Reply(refusal);
                return;
            }
        }

        await session.GreetAsync(name, extended);
        session.Reply(new SmtpReply(250, EnhancedStatus.None, extended ? ExtensionTable.Describe(session) : session.Context.Hostname));
    }
}
