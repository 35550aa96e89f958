using System.Text;
using Relay.Sdk.Mail;

namespace Relay.Sdk.Submission;

/// <summary>A message of a plugin's own.</summary>
public sealed record OwnMail
{
    /// <summary>The sender and the recipients. <see cref="Envelope.Body"/> and <see cref="Envelope.DeclaredSizeOctets"/> need not be set: the relay
    /// looks at the content.</summary>
    /// <remarks>With <see cref="ReversePath.Null"/> no report is sent when the message cannot be delivered; that is right for answers to mail (RFC
    /// 3834 §3.3).</remarks>
    public required Envelope Envelope { get; init; }

    /// <summary>Header section, an empty line and body, from the stream's position to its end.</summary>
    /// <remarks>A header section with text beyond ASCII makes the message one for SMTPUTF8 (RFC 6532), which not every host takes; encoded words (RFC
    /// 2047) go everywhere.</remarks>
    public required Stream Content { get; init; }

    /// <summary>A message whose content is a text.</summary>
    /// <param name="envelope">The sender and the recipients.</param>
    /// <param name="content">Header section, an empty line and body; stored as UTF-8.</param>
    public static OwnMail OfText(Envelope envelope, string content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return new OwnMail { Envelope = envelope, Content = new MemoryStream(Encoding.UTF8.GetBytes(content), writable: false) };
    }
}
