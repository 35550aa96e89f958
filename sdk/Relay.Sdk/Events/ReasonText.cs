namespace Relay.Sdk.Events;

/// <summary>Brings a plugin's reason into the form of one line.</summary>
internal static class ReasonText
{
    internal static string Of(string reason)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        return OneLine(reason);
    }

    /// <summary>The same for a reason that may be blank: control characters become spaces.</summary>
    internal static string OneLine(string reason) =>
        reason.AsSpan().ContainsAnyInRange('\0', '\x1f') || reason.AsSpan().ContainsAnyInRange('\x7f', '\x9f')
            ? string.Create(reason.Length, reason, static (text, from) =>
            {
                for (int i = 0; i < text.Length; i++)
                    text[i] = char.IsControl(from[i]) ? ' ' : from[i];
            })
            : reason;
}
