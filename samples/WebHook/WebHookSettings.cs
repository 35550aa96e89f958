using System.ComponentModel.DataAnnotations;

namespace WebHook;

public sealed record WebHookSettings
{
    /// <summary>Where deliveries are posted to.</summary>
    [Required]
    public Uri? Url { get; init; }

    /// <summary>How long one try may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The pause before the second try; about twice as long before the third.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(500);
}
