using System.ComponentModel;

namespace Relay.Core.Settings;

public sealed record AdminSettings
{
    [Description("Loopback address and port of the admin endpoint, besides the socket in the spool folder that is always there. Empty: only the " +
        "socket.")]
    public string Address { get; init; } = "";
}
