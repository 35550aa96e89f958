namespace Relay.TestKit.Peers;

/// <summary>A message and where to.</summary>
/// <param name="Sender">The reverse-path without angle brackets.</param>
/// <param name="Recipients">The forward-paths.</param>
/// <param name="Content">Line ends CRLF.</param>
/// <param name="OverTls">Through the listener that offers STARTTLS, and only with it.</param>
public sealed record Submission(string Sender, IReadOnlyList<string> Recipients, byte[] Content, bool OverTls = false)
{
    /// <summary>With <see cref="OverTls"/>: TLS from the first octet in place of STARTTLS.</summary>
    public bool ImplicitTls { get; init; }

    /// <summary>Addresses or header fields are beyond ASCII.</summary>
    public bool SmtpUtf8 { get; init; }

    /// <summary>AUTH before the message; null without.</summary>
    public Login? Login { get; init; }

    /// <summary>REQUIRETLS.</summary>
    public bool RequireTls { get; init; }

    /// <summary>What is asked of reports; null for nothing.</summary>
    public DsnWishes? Dsn { get; init; }

    /// <summary>The word for how TLS begins: <c>none</c>, <c>starttls</c> or <c>implicit</c>.</summary>
    internal string TlsWord => !OverTls ? "none" : ImplicitTls ? "implicit" : "starttls";
}
