using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Relay.Core.Sessions.Receiving;

/// <summary>Writes header fields of the relay's own straight into a buffer.</summary>
internal static class FieldText
{
    /// <summary>Writes the text as UTF-8.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="room">Octets asked of the output, and handed on to the text; the text must fit.</param>
    /// <param name="text">With its line ends.</param>
    public static void Write(IBufferWriter<byte> output, int room, [InterpolatedStringHandlerArgument(nameof(output), nameof(room))] Handler text) =>
        output.Advance(text.Length);

    /// <summary>Formats into the output's own memory, so that a field costs no string.</summary>
    [InterpolatedStringHandler]
    public ref struct Handler(int literalLength, int formattedCount, IBufferWriter<byte> output, int room)
    {
        private readonly Span<byte> memory = output.GetSpan(Math.Max(room, literalLength + formattedCount));

        public int Length { get; private set; }

        public void AppendLiteral(string literal) => AppendFormatted(literal);

        public void AppendFormatted(string? text) => Length += System.Text.Encoding.UTF8.GetBytes(text, memory[Length..]);

        public void AppendFormatted<T>(T value, string? format = null)
        {
            if (value is not IUtf8SpanFormattable formattable)
            {
                AppendFormatted(value?.ToString());
                return;
            }

            if (!formattable.TryFormat(memory[Length..], out int written, format, CultureInfo.InvariantCulture))
                throw new InvalidOperationException("a header field of the relay is longer than its room");
            Length += written;
        }
    }
}
