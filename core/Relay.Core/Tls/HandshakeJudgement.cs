using Relay.Sdk.Tls;

namespace Relay.Core.Tls;

/// <summary>What became of a handshake.</summary>
/// <param name="Facts">The facts, with what verified them.</param>
/// <param name="Objection">Why it does not count as verified; null when nobody objects.</param>
/// <param name="MayBeUsed">Whether mail may go over this connection.</param>
internal sealed record HandshakeJudgement(TlsFacts Facts, string? Objection, bool MayBeUsed);
