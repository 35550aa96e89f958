using System.Buffers;
using Relay.Core.Protocol.Content;
using Relay.Core.Sessions.Receiving;
using Relay.Core.Settings;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;

namespace Relay.Core.Submission;

/// <summary>The content of a plugin's message on its way into a draft: line ends made CRLF, missing fields added, never held whole.</summary>
internal sealed class SubmittedContent(ISpoolDraft draft, MessageId id, AcceptSettings accept, string hostname, DateTimeOffset at) : IContentSink
{
    private const int ReadOctets = 16 * 1024;

    // RFC 5322 §2.1.1: 998 characters and CRLF.
    private const int MaxLineOctets = 1000;

    private readonly ContentDecoder decoder = ContentDecoder.ForChunks(LineEndRule.Repair);
    private readonly HeaderScanner header = new();
    private readonly LineLengthMeter lines = new();
    private HeldHeader? held = new(submitted: true);
    private long octets;
    private bool isEightBit;

    /// <summary>Why the content cannot be taken; null while nothing is wrong.</summary>
    public string? Refusal { get; private set; }

    /// <summary>What the content needs of a next hop.</summary>
    public BodyType Body => isEightBit ? BodyType.EightBitMime : BodyType.SevenBit;

    /// <summary>Whether the header section has octets beyond ASCII, so that a next hop has to take SMTPUTF8 (RFC 6532).</summary>
    public bool HeaderIsEightBit { get; private set; }

    /// <summary>Reads the content to its end, or to the first fault.</summary>
    /// <exception cref="IOException">The draft cannot take it.</exception>
    public async ValueTask ReadAsync(Stream content, CancellationToken cancellationToken)
    {
        // Not from a pool: a stream that ignores the token may still write into it.
        byte[] buffer = new byte[ReadOctets];
        try
        {
            int read;
            while (Refusal is null && (read = await ReadSomeAsync(content, buffer, cancellationToken)) > 0)
            {
                decoder.Decode(buffer.AsSpan(0, read), this);
                await draft.FlushAsync(cancellationToken);
            }

            Finish();
        }
        finally
        {
            held?.Drop();
        }
    }

    /// <summary>Takes decoded content.</summary>
    public void Write(ReadOnlySpan<byte> content)
    {
        if (Refusal is not null)
            return;
        octets += content.Length;
        isEightBit |= content.ContainsAnyExceptInRange((byte)0, (byte)0x7f);
        lines.Read(content);
        if (octets > accept.MaxMessageOctets)
            Refusal = $"the content is larger than {accept.MaxMessageOctets} octets (accept.maxMessageOctets)";
        else if (lines.Longest > MaxLineOctets)
            Refusal = "a line is longer than 998 octets (RFC 5322 §2.1.1)";
        else if (decoder.Faults.HasFlag(ContentFaults.Nul))
            Refusal = "the content has a NUL octet";
        if (Refusal is null && !header.IsComplete)
            content = WriteHeader(content);
        if (Refusal is null)
            draft.Write(content);
    }

    private static async ValueTask<int> ReadSomeAsync(Stream content, byte[] buffer, CancellationToken cancellationToken)
    {
        ValueTask<int> pending = content.ReadAsync(buffer, cancellationToken);
        return pending.IsCompletedSuccessfully ? pending.Result : await pending.AsTask().WaitAsync(cancellationToken);
    }

    private ReadOnlySpan<byte> WriteHeader(ReadOnlySpan<byte> content)
    {
        int ofHeader = header.Read(content);
        if (header.Octets > accept.MaxHeaderOctets)
            Refusal = $"the header section is larger than {accept.MaxHeaderOctets} octets (accept.maxHeaderOctets)";
        else if (header.ReceivedFields >= accept.MaxReceivedFields)
            Refusal = $"the message has {header.ReceivedFields} Received fields: it is in a loop";
        if (Refusal is not null)
            return [];
        HeaderIsEightBit |= content[..ofHeader].ContainsAnyExceptInRange((byte)0, (byte)0x7f);
        held!.Hold(content[..ofHeader]);
        if (header.IsComplete)
            Release();
        return content[ofHeader..];
    }

    private void Finish()
    {
        if (Refusal is not null)
            return;
        decoder.Finish(this);
        header.Finish();
        if (octets == 0)
            Refusal = "the content is empty";
        if (Refusal is null && held is not null)
            Release();
    }

    private void Release()
    {
        if (!header.HasAutoSubmitted)
            draft.Write("Auto-Submitted: auto-generated\r\n"u8);
        held!.Release(draft, header, id, hostname, at);
        held = null;
    }
}
