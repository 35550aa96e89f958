using Relay.Sdk.Tls;

namespace Relay.Core.Tls;

/// <summary>What was decided about TLS to one host, by which policy and why.</summary>
/// <param name="Use">TLS is used where the host offers it.</param>
/// <param name="Required">Nothing is sent in clear text, ever.</param>
/// <param name="DecidedBy">The policy or the setting whose requirement holds.</param>
/// <param name="Reason">Its reason, one line.</param>
internal sealed record TlsPlan(bool Use, bool Required, string DecidedBy, string Reason)
{
    /// <summary>What the policies said that have an opinion, those first that rank first.</summary>
    public IReadOnlyList<PolicyAnswer> Answers { get; init; } = [];

    /// <summary>The name to ask for; null for the host's own.</summary>
    public string? ServerName { get; init; }

    /// <summary>Why the host may not be used at all; null when it may.</summary>
    public string? SkipReason { get; init; }

    /// <summary>Whether the host may not be used because a policy could not find out what it requires.</summary>
    public bool PolicyFailed => SkipReason is not null && Answers.Any(answer => answer.IsFailure);

    /// <summary>Whether a policy must find the chain good before the host is used.</summary>
    public bool MustVerify => Answers.Any(answer => answer.MustVerify);

    /// <summary>Whether a policy looks at the chain.</summary>
    public bool IsLookedAt => Answers.Any(answer => answer.Verification is not null);

    /// <summary>The opinions before a handshake.</summary>
    public IReadOnlyList<TlsOpinion> Opinions => [.. Answers.Select(answer => answer.ToOpinion())];

    /// <summary>The same with TLS made a must by a setting; what a policy demands stays as it is.</summary>
    public TlsPlan RequiredBy(string setting) => Required ? this : this with
    {
        Use = true,
        Required = true,
        DecidedBy = setting,
        Reason = "the host is listed",
        Answers = [.. Answers.Select(answer => answer with { Holds = false })],
    };
}
