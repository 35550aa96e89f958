using System.CommandLine;
using Relay.Host.Queue;

namespace Relay.Host.Commands;

/// <summary><c>relay queue</c>: the mail that waits.</summary>
internal sealed class QueueCommand : Command
{
    public QueueCommand(SettingsOptions settings)
        : base("queue", "Look at the mail that waits, and change what becomes of it.")
    {
        Subcommands.Add(new QueueListCommand(settings));
        Subcommands.Add(new QueueShowCommand(settings));
        Subcommands.Add(new QueueChangeCommand(QueueChange.Hold, "Keep mail from delivery until it is released.", settings));
        Subcommands.Add(new QueueChangeCommand(QueueChange.Release, "Let held mail go on at once.", settings));
        Subcommands.Add(new QueueChangeCommand(QueueChange.Retry, "Try to deliver mail at once.", settings));
        Subcommands.Add(new QueueChangeCommand(QueueChange.Bounce, "Return mail to its senders with a report.", settings));
        Subcommands.Add(new QueueChangeCommand(QueueChange.Remove, "Drop mail without a report to its sender.", settings));
    }
}
