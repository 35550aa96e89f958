namespace Relay.Core.Protocol.Server;

/// <summary>The service extensions that a session offers at a moment; parameters of others are refused with 555.</summary>
[Flags]
public enum SmtpExtensions
{
    /// <summary>After HELO.</summary>
    None = 0,

    /// <summary>RFC 2920.</summary>
    Pipelining = 1 << 0,

    /// <summary>RFC 1870.</summary>
    Size = 1 << 1,

    /// <summary>RFC 6152.</summary>
    EightBitMime = 1 << 2,

    /// <summary>RFC 6531.</summary>
    SmtpUtf8 = 1 << 3,

    /// <summary>RFC 3030.</summary>
    Chunking = 1 << 4,

    /// <summary>RFC 3030, with CHUNKING only.</summary>
    BinaryMime = 1 << 5,

    /// <summary>RFC 2034.</summary>
    EnhancedStatusCodes = 1 << 6,

    /// <summary>RFC 3461.</summary>
    Dsn = 1 << 7,

    /// <summary>RFC 3207.</summary>
    StartTls = 1 << 8,

    /// <summary>RFC 4954.</summary>
    Auth = 1 << 9,

    /// <summary>RFC 8689, under TLS only.</summary>
    RequireTls = 1 << 10,

    /// <summary>RFC 9422.</summary>
    Limits = 1 << 11,
}
