using Relay.Core.ContentReading;
using Relay.Core.SevenBit;
using Relay.Sdk.Spool;

namespace Relay.Core.Delivery.Transactions;

/// <summary>Looks at the header section of a message and those of its parts.</summary>
internal static class HeaderCharacters
{
    /// <summary>Whether they are ASCII throughout, so that the message can go to a host without SMTPUTF8 (RFC 6531 §3.2); what message/global holds
    /// is body here.</summary>
    /// <exception cref="ContentUnreadableException">The spool did not give it.</exception>
    public static async ValueTask<bool> AreAsciiAsync(SpooledContent content, CancellationToken cancellationToken)
    {
        var fields = new FieldWatch();
        var walker = new MimeWalker(fields);
        bool Walk(ReadOnlySpan<byte> octets)
        {
            walker.Read(octets);
            return fields.AreAscii;
        }

        await ContentScan.ReadAsync(content, Walk, cancellationToken);
        walker.Finish();
        return fields.AreAscii;
    }

    private sealed class FieldWatch : IMimeSink
    {
        public bool AreAscii { get; private set; } = true;

        public void Field(MimeEntity entity, LinePiece line) => AreAscii &= line.IsAscii;

        public void Begin(MimeEntity entity)
        {
        }

        public void EndHeader(MimeEntity entity)
        {
        }

        public void Mark(LinePiece line)
        {
        }

        public void Body(MimeEntity entity, LinePiece line)
        {
        }

        public void Around(MimeEntity entity, LinePiece line)
        {
        }

        public void End(MimeEntity entity)
        {
        }
    }
}
