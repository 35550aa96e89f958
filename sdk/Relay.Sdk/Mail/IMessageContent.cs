namespace Relay.Sdk.Mail;

/// <summary>The content of a message (header section and body), read-only, without dot-stuffing.</summary>
/// <remarks>Valid during the call that handed it over. Line ends are CRLF unless the relay was told to allow others, or the body is
/// BINARYMIME.</remarks>
public interface IMessageContent
{
    /// <summary>Octets of header section and body together, before dot-stuffing.</summary>
    long LengthOctets { get; }

    /// <summary>Opens the content from its first octet; each call gives an independent stream, which the caller disposes.</summary>
    ValueTask<Stream> OpenReadAsync(CancellationToken cancellationToken);
}
