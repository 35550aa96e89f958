using Relay.Sdk.Tls;

namespace Relay.Core.Tls;

/// <summary>What became of a handshake.</summary>
/// <param name="Facts">The facts, with what verified them and what each policy said.</param>
/// <param name="MayBeUsed">Whether mail may go over this connection.</param>
internal sealed record HandshakeJudgement(TlsFacts Facts, bool MayBeUsed)
{
    /// <summary>Why mail may not go over it; null when it may.</summary>
    public string? Objection { get; init; }

    /// <summary>The policy that objects, or <c>tls:cert</c> for the handlers of that event; null when none does.</summary>
    public string? ObjectedBy { get; init; }

    /// <summary>Whether a plugin refused the certificate by its own verdict, or could not judge it; false where the host does not meet what a policy
    /// requires.</summary>
    public bool ByPlugin { get; init; }
}
