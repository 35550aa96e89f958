namespace Relay.Core.Sessions.Authentication;

/// <summary>What a client's line in an AUTH exchange is.</summary>
public enum SaslLineKind
{
    /// <summary>A response.</summary>
    Response,

    /// <summary><c>*</c>: the client gives up; 501 5.7.0 (RFC 4954 §4).</summary>
    Cancelled,

    /// <summary>No base64, or too long; 501 5.5.2 (RFC 4954 §4).</summary>
    Malformed,
}
