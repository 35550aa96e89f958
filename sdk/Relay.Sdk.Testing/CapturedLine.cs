using Microsoft.Extensions.Logging;

namespace Relay.Sdk.Testing;

/// <summary>One line of a log.</summary>
/// <param name="Level">Its level.</param>
/// <param name="Category">Where it comes from; a plugin's lines stand under <c>plugin ID/CATEGORY</c>.</param>
/// <param name="Text">The text.</param>
/// <param name="Exception">The exception that was logged with it; null without one.</param>
public sealed record CapturedLine(LogLevel Level, string Category, string Text, Exception? Exception)
{
    /// <summary>Level, category and text.</summary>
    public override string ToString() => $"{Level} {Category}: {Text}";
}
