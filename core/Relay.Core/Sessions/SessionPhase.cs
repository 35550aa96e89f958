namespace Relay.Core.Sessions;

/// <summary>How far a session has come; the <see cref="StateTable"/> says what is allowed then.</summary>
internal enum SessionPhase
{
    /// <summary>The greeting was a refusal: only QUIT (RFC 5321 §3.1).</summary>
    Refused,

    /// <summary>No EHLO or HELO yet, or TLS has just begun.</summary>
    Connected,

    /// <summary>Between transactions.</summary>
    Ready,

    /// <summary>MAIL was accepted, and no recipient yet.</summary>
    Mail,

    /// <summary>At least one recipient was accepted.</summary>
    Recipients,

    /// <summary>At least one BDAT chunk has begun, and the last chunk has not come.</summary>
    Chunks,
}
