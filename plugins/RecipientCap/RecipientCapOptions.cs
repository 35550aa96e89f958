using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Relay.Plugins.RecipientCap;

/// <summary>The <c>settings</c> of this plugin in plugins.json.</summary>
public sealed record RecipientCapOptions
{
    [Description("Most recipients one message may carry. At least 100, the least a server must take (RFC 5321 §4.5.3.1.8).")]
    [Range(100, 50_000)]
    public int MaxRecipients { get; init; } = 100;
}
