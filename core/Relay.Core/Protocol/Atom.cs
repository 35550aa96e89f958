using System.Buffers;

namespace Relay.Core.Protocol;

/// <summary>The words that name types of addresses in DSN parameters (RFC 3461 §4.2: addr-type is an atom).</summary>
internal static class Atom
{
    private static readonly SearchValues<char> Characters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-/?^_`{|}~.");

    public static bool IsValid(ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExcept(Characters);
}
