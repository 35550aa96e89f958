using Microsoft.Extensions.Logging;
using Relay.Core.Plugins;
using Relay.Core.Scheduling.Intake;
using Relay.Core.Scheduling.Retry;
using Relay.Core.Sessions;
using Relay.Core.Settings;
using Relay.Core.Submission;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;
using Relay.Sdk.Testing.Spool;

namespace Relay.Sdk.Testing;

/// <summary>Takes the mail that plugins submit, and delivers nothing.</summary>
internal sealed class RigQueue : IEntryScheduler, IAsyncDisposable
{
    private static readonly RetryRule Usual = RetryRule.TryParse("F,4d,1h", out RetryRule? rule, out string? problem) ? rule
        : throw new FormatException(problem);
    private readonly MemorySpool spool = new();

    internal IReadOnlyList<SubmittedMail> Mail =>
        [.. spool.Messages.Select(message => new SubmittedMail(
            message.Message.ReversePath,
            [.. message.Entries.SelectMany(static entry => entry.Recipients).Select(static recipient => recipient.Mailbox)],
            spool.Contents[message.Message.Id]))];

    internal void Open(PluginHost host, RelaySettings settings, TimeProvider time, ILoggerFactory loggers)
    {
        var queue = new MailQueue(spool, this, new AgeLimits(settings), time);
        var ids = new OwnMailIds(new MessageIdSource(time));
        host.Submissions.Open(new OwnMailIntake(queue, spool.Content, ids, settings, host.Handlers, time, loggers.CreateLogger<OwnMailIntake>()));
    }

    public ValueTask DisposeAsync() => spool.DisposeAsync();

    ValueTask<string> IEntryScheduler.DestinationOfAsync(MailDomain domain) => new(domain.Value);

    ValueTask<RetryRule?> IEntryScheduler.RuleOfAsync(MailDomain domain) => new(Usual);

    // What does not fit stays in the store, where the test finds it.
    bool IEntryScheduler.HasRoomFor(string destination, long octets) => false;

    void IEntryScheduler.Offer(IReadOnlyList<ClaimedEntry> entries)
    {
    }

    void IEntryScheduler.Announce(string destination)
    {
    }
}
