using System.Buffers;

namespace Relay.Core.SevenBit;

/// <summary>Writes a message with the changes that a survey found.</summary>
internal sealed class SevenBitWriter(IReadOnlyList<EntityChanges> changes, IBufferWriter<byte> output) : IMimeSink
{
    private QuotedPrintableEncoder encoder;
    private bool leavesFieldOut;
    private bool labelled;

    public void Begin(MimeEntity entity) => leavesFieldOut = labelled = false;

    public void Field(MimeEntity entity, LinePiece line)
    {
        if (!line.ContinuesField)
        {
            leavesFieldOut = Has(entity, EntityChanges.Encode | EntityChanges.Relabel) && FieldName.Is(line.Text, FieldName.TransferEncoding);
            if (leavesFieldOut)
                Label(entity);
        }

        if (!leavesFieldOut)
            Write(line);
    }

    public void EndHeader(MimeEntity entity)
    {
        if (Has(entity, EntityChanges.AddMimeVersion))
            output.Write("MIME-Version: 1.0\r\n"u8);
        if (Has(entity, EntityChanges.AddContentType))
            output.Write("Content-Type: text/plain; charset=unknown-8bit\r\n"u8);
        if (Has(entity, EntityChanges.Encode))
            Label(entity);
    }

    public void Mark(LinePiece line) => Write(line);

    public void Body(MimeEntity entity, LinePiece line)
    {
        if (!Has(entity, EntityChanges.Encode))
        {
            Write(line);
            return;
        }

        encoder.Write(line.Text, output);
        if (!line.IsEnd)
            return;
        encoder.EndLine(output);
        output.Write("\r\n"u8);
    }

    public void Around(MimeEntity entity, LinePiece line)
    {
        Span<byte> room = output.GetSpan(line.Text.Length);
        line.Text.CopyTo(room);
        foreach (ref byte octet in room[..line.Text.Length])
            octet = octet < 0x80 ? octet : (byte)'?';
        output.Advance(line.Text.Length);
        if (line.IsEnd)
            output.Write("\r\n"u8);
    }

    public void End(MimeEntity entity) => encoder.EndLine(output);

    // Once, where the old field stood or else behind the other fields.
    private void Label(MimeEntity entity)
    {
        if (!labelled)
            output.Write(Has(entity, EntityChanges.Encode) ? "Content-Transfer-Encoding: quoted-printable\r\n"u8
                : "Content-Transfer-Encoding: 7bit\r\n"u8);
        labelled = true;
    }

    private bool Has(MimeEntity entity, EntityChanges change) => (changes[entity.Index] & change) != 0;

    private void Write(LinePiece line)
    {
        output.Write(line.Text);
        if (line.IsEnd)
            output.Write("\r\n"u8);
    }
}
