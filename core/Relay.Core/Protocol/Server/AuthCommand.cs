using System.Text;

namespace Relay.Core.Protocol.Server;

/// <summary>AUTH (RFC 4954 §4).</summary>
/// <param name="Mechanism">The SASL mechanism in upper case.</param>
/// <param name="InitialResponse">Still in base64, <c>=</c> for an empty one; null when absent.</param>
public sealed record AuthCommand(string Mechanism, string? InitialResponse)
{
    private const int MaxMechanismCharacters = 20;

    /// <summary>Reads the arguments.</summary>
    public static bool TryParse(ReadOnlySpan<byte> arguments, out AuthCommand? command)
    {
        command = null;
        int space = arguments.IndexOf((byte)' ');
        ReadOnlySpan<byte> mechanism = space < 0 ? arguments : arguments[..space];
        ReadOnlySpan<byte> response = space < 0 ? [] : arguments[(space + 1)..];
        if (!IsMechanism(mechanism) || !Ascii.IsValid(response) || response.Contains((byte)' '))
            return false;
        command = new AuthCommand(Encoding.ASCII.GetString(mechanism).ToUpperInvariant(), response.IsEmpty ? null
            : Encoding.ASCII.GetString(response));
        return true;
    }

    // RFC 4422 §3.1: 1 to 20 upper-case letters, digits, hyphens and underscores; the case is not insisted on.
    private static bool IsMechanism(ReadOnlySpan<byte> text)
    {
        if (text.Length is 0 or > MaxMechanismCharacters)
            return false;
        foreach (byte b in text)
        {
            if (!char.IsAsciiLetterOrDigit((char)b) && b is not ((byte)'-' or (byte)'_'))
                return false;
        }

        return true;
    }

    /// <summary>The mechanism alone, so that a password never reaches a log.</summary>
    public override string ToString() => Mechanism;
}
