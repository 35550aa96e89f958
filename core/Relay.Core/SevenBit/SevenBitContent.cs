using System.Buffers;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.Core.SevenBit;

/// <summary>Content as 7bit MIME, made from other content whenever it is read. Valid as long as that.</summary>
internal sealed class SevenBitContent(IMessageContent original, IReadOnlyList<EntityChanges> changes, long lengthOctets) : SpooledContent
{
    public override long LengthOctets { get; } = lengthOctets;

    public override ReadOnlySequence<byte>? Memory => null;

    public override async ValueTask<Stream> OpenReadAsync(CancellationToken cancellationToken) =>
        new SevenBitStream(await original.OpenReadAsync(cancellationToken), changes);

    protected override void Free()
    {
    }
}
