using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Relay.Core.Protocol.Server;

/// <summary>Turns the octets of arguments into text, strictly.</summary>
internal static class ArgumentText
{
    /// <summary>Arguments up to this long need no array.</summary>
    public const int StackCharacters = 512;

    /// <summary>Decodes UTF-8; false when it is none (overlong forms and surrogates included).</summary>
    /// <param name="octets">The arguments.</param>
    /// <param name="buffer">At least as many characters as octets.</param>
    /// <param name="text">The text, within the buffer.</param>
    public static bool TryDecode(ReadOnlySpan<byte> octets, Span<char> buffer, out ReadOnlySpan<char> text)
    {
        OperationStatus status = Utf8.ToUtf16(octets, buffer, out _, out int written, replaceInvalidSequences: false);
        text = buffer[..written];
        return status == OperationStatus.Done && !HasControl(text);
    }

    // C0 controls and DEL are refused with the line; C1 controls are the two-octet ones.
    private static bool HasControl(ReadOnlySpan<char> text) => !Ascii.IsValid(text) && text.IndexOfAnyInRange('\x80', '\x9f') >= 0;
}
