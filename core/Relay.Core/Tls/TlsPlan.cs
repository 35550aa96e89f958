using Relay.Sdk.Tls;

namespace Relay.Core.Tls;

/// <summary>What was decided about TLS to one host, by whom and why.</summary>
/// <param name="Use">TLS is used where the host offers it.</param>
/// <param name="Required">Nothing is sent in clear text, ever.</param>
/// <param name="DecidedBy">The policy or the setting that won.</param>
/// <param name="Reason">Its reason, one line.</param>
internal sealed record TlsPlan(bool Use, bool Required, string DecidedBy, string Reason)
{
    /// <summary>The policy that judges the handshake; null when nobody does.</summary>
    public ITlsPolicy? Verifier { get; init; }

    /// <summary>Without the verifier's Verified the host is not used.</summary>
    public bool MustVerify { get; init; }

    /// <summary>The name to ask for; null for the host's own.</summary>
    public string? ServerName { get; init; }

    /// <summary>The policy's own state.</summary>
    public object? State { get; init; }

    /// <summary>Why the host may not be used at all; null when it may.</summary>
    public string? SkipReason { get; init; }

    /// <summary>The same with TLS made a must by a setting; what a policy demands stays as it is.</summary>
    public TlsPlan RequiredBy(string setting) =>
        Required ? this : this with { Use = true, Required = true, DecidedBy = setting, Reason = "the host is listed" };
}
