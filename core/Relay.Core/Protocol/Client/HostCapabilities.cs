using System.Buffers.Text;
using System.Text;

namespace Relay.Core.Protocol.Client;

/// <summary>What a host offers in its EHLO reply.</summary>
/// <remarks>Keywords are compared without case (RFC 5321 §2.4); unknown ones and broken parameters are passed over.</remarks>
internal sealed record HostCapabilities
{
    /// <summary>A host greeted with HELO: no extensions.</summary>
    public static HostCapabilities None { get; } = new();

    public bool Pipelining { get; private set; }

    public bool EightBitMime { get; private set; }

    public bool SmtpUtf8 { get; private set; }

    /// <summary>Whether content may hold more than ASCII; a host with SMTPUTF8 takes it whether or not it says so (RFC 6531 §3.1).</summary>
    public bool TakesEightBits => EightBitMime || SmtpUtf8;

    public bool Chunking { get; private set; }

    public bool BinaryMime { get; private set; }

    public bool Dsn { get; private set; }

    public bool EnhancedStatusCodes { get; private set; }

    public bool StartTls { get; private set; }

    public bool RequireTls { get; private set; }

    public bool Size { get; private set; }

    /// <summary>SIZE's limit in octets (RFC 1870 §4); null when there is none.</summary>
    public long? MaxSizeOctets { get; private set; }

    /// <summary>The mechanisms of AUTH that the relay can use.</summary>
    public AuthMechanisms Auth { get; private set; }

    /// <summary>LIMITS RCPTMAX (RFC 9422 §4.2); null when not given.</summary>
    public int? MaxRecipients { get; private set; }

    /// <summary>LIMITS MAILMAX (RFC 9422 §4.1); null when not given.</summary>
    public int? MaxMessages { get; private set; }

    /// <summary>LIMITS RCPTDOMAINMAX (RFC 9422 §4.3); null when not given.</summary>
    public int? MaxRecipientDomains { get; private set; }

    /// <summary>Reads the reply to EHLO; its first line is the host's greeting.</summary>
    public static HostCapabilities Parse(ReplyView reply)
    {
        var capabilities = new HostCapabilities();
        bool first = true;
        foreach (ReadOnlySpan<byte> line in reply.Lines)
        {
            if (!first)
                capabilities.Take(line.Trim((byte)' '));
            first = false;
        }

        return capabilities;
    }

    private void Take(ReadOnlySpan<byte> line)
    {
        // AUTH=LOGIN is how some old hosts write it, beside or instead of the form of RFC 4954.
        int end = line.IndexOfAny((byte)' ', (byte)'=');
        ReadOnlySpan<byte> keyword = end < 0 ? line : line[..end];
        ReadOnlySpan<byte> parameters = end < 0 ? default : line[(end + 1)..];
        if (Is(keyword, "PIPELINING"u8))
            Pipelining = true;
        else if (Is(keyword, "8BITMIME"u8))
            EightBitMime = true;
        else if (Is(keyword, "SMTPUTF8"u8))
            SmtpUtf8 = true;
        else if (Is(keyword, "CHUNKING"u8))
            Chunking = true;
        else if (Is(keyword, "BINARYMIME"u8))
            BinaryMime = true;
        else if (Is(keyword, "DSN"u8))
            Dsn = true;
        else if (Is(keyword, "ENHANCEDSTATUSCODES"u8))
            EnhancedStatusCodes = true;
        else if (Is(keyword, "STARTTLS"u8))
            StartTls = true;
        else if (Is(keyword, "REQUIRETLS"u8))
            RequireTls = true;
        else if (Is(keyword, "SIZE"u8))
            TakeSize(parameters);
        else if (Is(keyword, "AUTH"u8))
            TakeAuth(parameters);
        else if (Is(keyword, "LIMITS"u8))
            TakeLimits(parameters);
    }

    private void TakeSize(ReadOnlySpan<byte> parameter)
    {
        Size = true;
        if (Utf8Parser.TryParse(parameter, out long octets, out int consumed) && consumed == parameter.Length && octets > 0)
            MaxSizeOctets = octets;
    }

    private void TakeAuth(ReadOnlySpan<byte> mechanisms)
    {
        foreach (Range range in mechanisms.Split((byte)' '))
        {
            ReadOnlySpan<byte> name = mechanisms[range];
            if (Is(name, "PLAIN"u8))
                Auth |= AuthMechanisms.Plain;
            else if (Is(name, "LOGIN"u8))
                Auth |= AuthMechanisms.Login;
            else if (Is(name, "SCRAM-SHA-256"u8))
                Auth |= AuthMechanisms.ScramSha256;
        }
    }

    private void TakeLimits(ReadOnlySpan<byte> limits)
    {
        foreach (Range range in limits.Split((byte)' '))
        {
            ReadOnlySpan<byte> limit = limits[range];
            int equals = limit.IndexOf((byte)'=');
            if (equals < 0 || !Utf8Parser.TryParse(limit[(equals + 1)..], out int value, out int consumed))
                continue;
            if (value <= 0 || equals + 1 + consumed != limit.Length)
                continue;
            if (Is(limit[..equals], "RCPTMAX"u8))
                MaxRecipients = value;
            else if (Is(limit[..equals], "MAILMAX"u8))
                MaxMessages = value;
            else if (Is(limit[..equals], "RCPTDOMAINMAX"u8))
                MaxRecipientDomains = value;
        }
    }

    private static bool Is(ReadOnlySpan<byte> word, ReadOnlySpan<byte> keyword) => Ascii.EqualsIgnoreCase(word, keyword);
}
