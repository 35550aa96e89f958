using Relay.Core.Sessions;
using Relay.Sdk.Events;
using Relay.Sdk.Mail;

namespace Relay.Core.Submission;

/// <summary>Gives ids to mail of the relay's own making, reports and plugins' messages, and knows the last of them again.</summary>
/// <param name="ids">The source of ids for all mail.</param>
public sealed class OwnMailIds(MessageIdSource ids)
{
    /// <summary>Ids that are known again. Those of an hour or more at the usual rate; what is forgotten is still held back by the rate.</summary>
    internal const int MostKept = 100_000;

    private readonly Lock gate = new();
    private readonly HashSet<MessageId> known = [];
    private readonly Queue<MessageId> order = new();

    /// <summary>Makes the id of a message of the relay's own making.</summary>
    public MessageId Next()
    {
        MessageId id = ids.Next();
        lock (gate)
        {
            if (order.Count == MostKept)
                known.Remove(order.Dequeue());
            known.Add(id);
            order.Enqueue(id);
        }

        return id;
    }

    /// <summary>Whether a notice tells of a message of the relay's own making.</summary>
    internal bool IsAbout(Notice notice)
    {
        if (notice is MessageNotice { Origin.Plugin: not null })
            return true;
        MessageId? about = notice switch
        {
            MessageNotice message => message.MessageId,
            ConnectionNotice connection => connection.MessageId,
            _ => null,
        };
        lock (gate)
            return about is { } id && known.Contains(id);
    }
}
