namespace Relay.Core.Protocol.Server;

/// <summary>The commands that the server knows (RFC 5321 §4.1, RFC 3030, RFC 3207, RFC 4954).</summary>
public enum CommandVerb
{
    Unknown,
    Helo,
    Ehlo,
    Mail,
    Rcpt,
    Data,
    Bdat,
    Rset,
    Noop,
    Quit,
    Vrfy,
    Expn,
    Help,
    Auth,
    StartTls,
}
