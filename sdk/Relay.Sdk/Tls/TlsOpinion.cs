namespace Relay.Sdk.Tls;

/// <summary>What one policy said of a connection, and what came of it.</summary>
public sealed record TlsOpinion
{
    /// <summary>The policy: its plugin's id, with the handler's name behind a / where the plugin has several.</summary>
    public required string Policy { get; init; }

    /// <summary>What the policy stands on.</summary>
    public required TlsPolicyKind Kind { get; init; }

    /// <summary>What it asked for.</summary>
    public required TlsStrength Requirement { get; init; }

    /// <summary>Why it asked.</summary>
    public required string Reason { get; init; }

    /// <summary>Whether the answer holds: it decides, or must be satisfied besides.</summary>
    public required bool Holds { get; init; }

    /// <summary>How the chain looked to it: <c>verified</c>, <c>failed</c> or <c>indeterminate</c>; null when it was not asked.</summary>
    public string? Finding { get; init; }

    /// <summary>Why the chain is not verified for it; null when it is, and when it was not asked.</summary>
    public string? Objection { get; init; }

    /// <summary>A result type of RFC 8460 §4.3 for a host that was left out or a chain that failed; null otherwise.</summary>
    public string? ResultType { get; init; }

    /// <summary>One line for the log, as in <c>dane verify (TLSA records): verified</c>.</summary>
    public override string ToString()
    {
        string asked = $"{Policy} {Word(Requirement)} ({Reason})";
        if (Finding is not null)
            asked += $": {Finding}";
        return Holds ? asked : asked + ", not decisive";
    }

    private static string Word(TlsStrength strength) => strength switch
    {
        TlsStrength.TryVerify => "try-verify",
        TlsStrength.Encrypt => "encrypt",
        TlsStrength.Verify => "verify",
        TlsStrength.SkipHost => "skip-host",
        _ => "none",
    };
}
