using System.Text;
using Relay.Sdk.Mail;

namespace Relay.Sdk.Testing;

/// <summary>Content made of text.</summary>
internal sealed class TextContent(string text) : IMessageContent
{
    private readonly byte[] octets = Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r\n"));

    public long LengthOctets => octets.Length;

    public ValueTask<Stream> OpenReadAsync(CancellationToken cancellationToken) => new(new MemoryStream(octets, writable: false));
}
