using System.Buffers;
using System.Security.Cryptography;
using Relay.Core.Protocol.Content;

namespace Relay.Trials.Sink;

/// <summary>The content of one message as it arrives: finds Message-ID and the body's hash, and passes the octets on when they are kept.</summary>
/// <remarks>Used again for each message of a session; holds no more than the header section.</remarks>
internal sealed class ReceivedContent : IContentSink, IDisposable
{
    private const int MaxHeaderOctets = 256 * 1024;

    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly ArrayBufferWriter<byte> header = new(4096);
    private bool inHeader = true;
    private bool checks;

    /// <summary>Where the octets are kept; null when nowhere.</summary>
    public Stream? Keeper { get; set; }

    public long LengthOctets { get; private set; }

    /// <summary>The header field's body; empty when there is none.</summary>
    public ReadOnlySpan<byte> MessageId => HeaderFields.Find(header.WrittenSpan, "message-id"u8);

    /// <summary>Whether the body is as the sender wrote it; null when the sender gave no hash.</summary>
    public bool? IsIntact { get; private set; }

    public void Write(ReadOnlySpan<byte> content)
    {
        if (content.IsEmpty)
            return;
        LengthOctets += content.Length;
        Keeper?.Write(content);
        if (inHeader)
            content = AppendHeader(content);
        if (checks)
            hash.AppendData(content);
    }

    public void Complete()
    {
        if (!checks)
            return;
        Span<byte> actual = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(actual);
        IsIntact = BodyHash.Matches(HeaderFields.Find(header.WrittenSpan, BodyHash.Field), actual);
    }

    public void Reset()
    {
        if (checks && IsIntact is null)
            hash.GetHashAndReset();
        header.ResetWrittenCount();
        inHeader = true;
        checks = false;
        IsIntact = null;
        LengthOctets = 0;
    }

    public void Dispose() => hash.Dispose();

    /// <returns>What belongs to the body.</returns>
    private ReadOnlySpan<byte> AppendHeader(ReadOnlySpan<byte> octets)
    {
        int before = header.WrittenCount;
        header.Write(octets);
        int searchFrom = Math.Max(0, before - 3);
        int end = header.WrittenSpan[searchFrom..].IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            inHeader = header.WrittenCount < MaxHeaderOctets;
            return [];
        }

        inHeader = false;
        checks = !HeaderFields.Find(header.WrittenSpan[..(searchFrom + end + 2)], BodyHash.Field).IsEmpty;
        return octets[(searchFrom + end + 4 - before)..];
    }
}
