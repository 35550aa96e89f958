using Relay.Sdk.Events;
using Relay.Sdk.Spool;

namespace Relay.Core.Scheduling.Intake;

/// <summary>The one intake of the relay: mail of clients, mail of plugins and delivery reports come into the queue here.</summary>
public interface IMailQueue
{
    /// <summary>Stores a message durably, with an entry for each destination and retry rule, and hands it to the scheduler.</summary>
    /// <param name="message">The message; due from <see cref="QueuedMessage.ReceivedAt"/> on.</param>
    /// <param name="draft">Its content.</param>
    /// <param name="recipients">Its recipients; at least one.</param>
    /// <param name="notices">Notices to store with it; null for none.</param>
    /// <returns>When the message is on stable storage. What was begun is finished: nothing cancels it.</returns>
    /// <exception cref="IOException">It could not be stored, and is not in the queue.</exception>
    ValueTask AcceptAsync(QueuedMessage message, ISpoolDraft draft, IReadOnlyList<QueuedRecipient> recipients,
        IReadOnlyList<MessageNotice>? notices = null);

    /// <summary>Makes what the queue stores of a message, for a caller that commits it together with something else: a report with the outcome that
    /// it tells of.</summary>
    /// <param name="message">The message; due from <see cref="QueuedMessage.ReceivedAt"/> on.</param>
    /// <param name="draft">Its content.</param>
    /// <param name="recipients">Its recipients; at least one.</param>
    /// <param name="claim">Whether the commit hands the message to the caller, who offers it to the scheduler.</param>
    ValueTask<NewMessage> PlanAsync(QueuedMessage message, ISpoolDraft draft, IReadOnlyList<QueuedRecipient> recipients, bool claim);
}
