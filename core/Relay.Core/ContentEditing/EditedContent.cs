using Relay.Sdk.Mail;

namespace Relay.Core.ContentEditing;

/// <summary>The content as it will be: the edited header section before the body of other content. Nothing is written for it.</summary>
internal sealed class EditedContent(HeaderSection header, IMessageContent draft) : IMessageContent
{
    public long LengthOctets => draft.LengthOctets - header.OriginalOctets + header.Octets;

    public async ValueTask<Stream> OpenReadAsync(CancellationToken cancellationToken) =>
        new HeadedStream(header.ToArray(), await OpenBodyAsync(cancellationToken));

    /// <summary>Opens the draft behind its header section, at the empty line.</summary>
    public async ValueTask<Stream> OpenBodyAsync(CancellationToken cancellationToken)
    {
        Stream stream = await draft.OpenReadAsync(cancellationToken);
        if (stream.CanSeek)
        {
            stream.Position = header.OriginalOctets;
            return stream;
        }

        byte[] skipped = new byte[4096];
        for (int left = header.OriginalOctets; left > 0;)
        {
            int read = await stream.ReadAsync(skipped.AsMemory(0, Math.Min(left, skipped.Length)), cancellationToken);
            left = read == 0 ? 0 : left - read;
        }

        return stream;
    }
}
