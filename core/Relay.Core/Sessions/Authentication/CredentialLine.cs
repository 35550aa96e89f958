using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Relay.Core.Protocol;
using Relay.Sdk.Authentication;

namespace Relay.Core.Sessions.Authentication;

/// <summary>A line of the credential file: <c>name:SCRAM-SHA-256$iterations:salt$StoredKey:ServerKey</c>, the last three in base64.</summary>
internal static class CredentialLine
{
    private const string Scheme = "SCRAM-SHA-256";
    private const int MinSaltOctets = 12;
    private const int MaxNameOctets = 1000;

    /// <summary>Whether the line holds no user: blank, or a comment.</summary>
    public static bool IsBlank(ReadOnlySpan<char> line) => line.Trim() is [] or ['#', ..];

    /// <summary>The name on the line, right or wrong as the rest may be.</summary>
    public static ReadOnlySpan<char> Name(ReadOnlySpan<char> line)
    {
        int colon = line.IndexOf(':');
        return colon < 0 ? line : line[..colon].Trim();
    }

    /// <summary>Whether a name can stand in the file.</summary>
    public static bool IsName(string name) => SaslText.Prepare(name) == name && name.Trim() == name && name[0] != '#' && !name.Contains(':')
        && Encoding.UTF8.GetByteCount(name) <= MaxNameOctets;

    /// <summary>Writes a line.</summary>
    public static string Write(ScramVerifier verifier) => string.Create(
        CultureInfo.InvariantCulture,
        $"{verifier.User}:{Scheme}${verifier.Iterations}:{Base64(verifier.Salt)}${Base64(verifier.StoredKey)}:{Base64(verifier.ServerKey)}");

    /// <summary>Reads a line, or says what is wrong with it. The error never shows keys.</summary>
    public static bool TryParse(string line, [NotNullWhen(true)] out ScramVerifier? verifier, [NotNullWhen(false)] out string? error)
    {
        (verifier, error) = (null, null);
        int colon = line.IndexOf(':');
        string name = Name(line).ToString();
        string[] parts = line[(colon + 1)..].Trim().Split('$');
        if (colon < 0 || name.Length == 0 || !IsName(name))
            error = "the line does not begin with a user name and a colon";
        else if (parts.Length != 3 || parts[0] != Scheme)
            error = $"after the name there is no {Scheme}$iterations:salt$StoredKey:ServerKey; make lines with 'relay user add'";
        else if (!TrySplit(parts[1], out string? count, out string? salt64) || !TryBase64(salt64, out byte[] salt) || salt.Length < MinSaltOctets)
            error = $"the salt is not base64 of {MinSaltOctets} octets or more";
        else if (!int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out int iterations)
            || iterations is < ScramKeys.MinIterations or > ScramKeys.MaxIterations)
            error = $"the iterations are not a number from {ScramKeys.MinIterations} to {ScramKeys.MaxIterations}";
        else if (!TrySplit(parts[2], out string? stored64, out string? server64) || !TryBase64(stored64, out byte[] stored)
            || !TryBase64(server64, out byte[] server) || stored.Length != ScramKeys.KeyOctets || server.Length != ScramKeys.KeyOctets)
            error = $"the keys are not base64 of {ScramKeys.KeyOctets} octets each";
        else
            verifier = ScramVerifier.Of(name, salt, iterations, stored, server);
        return verifier is not null;
    }

    private static bool TrySplit(string text, [NotNullWhen(true)] out string? head, [NotNullWhen(true)] out string? tail)
    {
        int colon = text.IndexOf(':');
        (head, tail) = colon < 0 ? (null, null) : (text[..colon], text[(colon + 1)..]);
        return colon >= 0;
    }

    private static bool TryBase64(string text, out byte[] octets)
    {
        octets = new byte[text.Length];
        bool good = Convert.TryFromBase64String(text, octets, out int length);
        octets = octets[..length];
        return good;
    }

    private static string Base64(ReadOnlyMemory<byte> octets) => Convert.ToBase64String(octets.Span);
}
