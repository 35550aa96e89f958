using Relay.Sdk.Events;
using Relay.Sdk.Filters;
using Relay.Sdk.Mail;

namespace EveryKind;

/// <summary>Makes one edit of each kind.</summary>
internal sealed class Stamp(Trouble trouble) : IMessageFilter
{
    public ValueTask<FilterResult> FilterAsync(MessageOffered message, CancellationToken cancellationToken) =>
        trouble.Or(() => Edit(message), cancellationToken);

    private static FilterResult Edit(MessageOffered message) => FilterResult.Edit(
        new MessageEdit.AddHeader("X-Every-Kind", message.Content.LengthOctets > 0 ? "seen" : "empty"),
        new MessageEdit.RemoveHeader("X-Remove-Me"),
        new MessageEdit.SetReversePath(ReversePath.From(Mailbox.Parse("filtered@sender.example"))),
        new MessageEdit.AddRecipient(new EnvelopeRecipient { Mailbox = Mailbox.Parse("added@dest.example") }),
        new MessageEdit.RemoveRecipient(Mailbox.Parse("removed@dest.example")));
}
