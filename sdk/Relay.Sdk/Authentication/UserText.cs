using System.Text;

namespace Relay.Sdk.Authentication;

/// <summary>Checks the identity that a session gets: it stands in Received fields and log lines.</summary>
internal static class UserText
{
    private const int MaxOctets = 1000;

    internal static string Of(string user)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(user);
        return Encoding.UTF8.GetByteCount(user) <= MaxOctets && !user.Any(char.IsControl)
            ? user
            : throw new ArgumentException($"expected no control characters, and {MaxOctets} octets of UTF-8 at most", nameof(user));
    }
}
