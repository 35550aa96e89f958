using System.Diagnostics.CodeAnalysis;
using System.Text;
using Relay.Core.Protocol;

namespace Relay.Core.Sessions.Authentication;

/// <summary>The first message of a SCRAM client (RFC 5802 §7).</summary>
/// <param name="Gs2Header">From the start to the second comma, that comma included; comes back in the final message.</param>
/// <param name="Bare">The rest, which goes into the signed text.</param>
/// <param name="User">The user, prepared.</param>
/// <param name="Nonce">The client's nonce.</param>
internal sealed record ScramClientFirst(string Gs2Header, string Bare, string User, string Nonce)
{
    /// <summary>Reads the message.</summary>
    /// <param name="text">The message.</param>
    /// <param name="message">The parts.</param>
    /// <param name="reason">What is wrong, for the log.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out ScramClientFirst? message, out string reason)
    {
        (message, reason) = (null, "malformed SCRAM message");
        string[] parts = text.Split(',');
        if (parts.Length < 4)
            return false;
        if (parts[0].StartsWith("p=", StringComparison.Ordinal))
        {
            reason = "the client asks for channel binding, which is not offered";
            return false;
        }

        // y: the client could bind and thinks that the server cannot, which is so.
        if (parts[0] is not ("n" or "y") || (parts[1].Length > 0 && !parts[1].StartsWith("a=", StringComparison.Ordinal)))
            return false;
        // A first attribute m= is an extension that must be understood; there is none.
        if (!parts[2].StartsWith("n=", StringComparison.Ordinal) || !parts[3].StartsWith("r=", StringComparison.Ordinal))
            return false;
        string nonce = parts[3][2..];
        if (ReadName(parts[2][2..]) is not { } user || nonce.Length == 0 || nonce.AsSpan().ContainsAnyExceptInRange('!', '~'))
            return false;
        if (parts[1].Length > 0 && ReadName(parts[1][2..]) != user)
        {
            reason = "another authorization identity was asked for";
            return false;
        }

        string header = $"{parts[0]},{parts[1]},";
        message = new ScramClientFirst(header, text[header.Length..], user, nonce);
        return true;
    }

    // saslname: a comma is =2C and an equals sign =3D; no other = may appear.
    private static string? ReadName(string text)
    {
        var name = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '=')
            {
                name.Append(text[i]);
                continue;
            }

            switch (text.AsSpan(i))
            {
                case ['=', '2', 'C', ..]:
                    name.Append(',');
                    break;
                case ['=', '3', 'D', ..]:
                    name.Append('=');
                    break;
                default:
                    return null;
            }

            i += 2;
        }

        return SaslText.Prepare(name.ToString());
    }
}
