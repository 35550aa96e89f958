using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Relay.Core.Settings.Binding;

namespace Relay.Core.Settings;

public sealed record ReportSettings
{
    [Description("The From of reports. Empty: MAILER-DAEMON at the relay's host name.")]
    public string From { get; init; } = "";

    [Description("When the sender is told that a message is late. 0s: never.")]
    [Duration("0s", "365d")]
    public TimeSpan DelayNotice { get; init; } = TimeSpan.FromHours(4);

    [Description("Octets of a message returned with a failure report; longer ones are returned as their header section.")]
    [Range(0, 100 * 1024 * 1024)]
    public int ReturnOctets { get; init; } = 100 * 1024;
}
