using System.Runtime.CompilerServices;
using Relay.Sdk.Events;

namespace Relay.Sdk.Tls;

/// <summary>Checks the texts of answers, so that no answer is half made.</summary>
internal static class TlsText
{
    public static string Reason(string text, [CallerArgumentExpression(nameof(text))] string? parameter = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text, parameter);
        return ReasonText.OneLine(text);
    }

    public static string Name(string text, [CallerArgumentExpression(nameof(text))] string? parameter = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text, parameter);
        return text.Any(char.IsControl) ? throw new ArgumentException("expected a text without control characters", parameter) : text;
    }

    public static string ResultType(string text, [CallerArgumentExpression(nameof(text))] string? parameter = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text, parameter);
        return text.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
            ? text
            : throw new ArgumentException("expected a result type of RFC 8460, as in certificate-expired", parameter);
    }

    public static IReadOnlyList<string> Lines(IReadOnlyList<string> lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        return lines.Contains(null!) ? throw new ArgumentException("expected lines without null", nameof(lines)) : lines;
    }
}
