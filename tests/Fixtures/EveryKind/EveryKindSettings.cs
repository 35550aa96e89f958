using System.ComponentModel.DataAnnotations;

namespace EveryKind;

public enum Kind
{
    Decision,
    Notice,
    Filter,
    Router,
    Authenticator,
    TlsPolicy,
    Lookup,
    Circle,
    Ask,
    Job,
}

public enum Fault
{
    None,
    Throw,
    ThrowLater,
    Hang,
    ThrowWhenCancelled,
    BlockWhenCancelled,
    Block,
    Nothing,
}

public sealed record EveryKindSettings
{
    /// <summary>What is registered.</summary>
    public IReadOnlyList<Kind> Kinds { get; init; } = [];

    /// <summary>What the handlers do wrong.</summary>
    public Fault Fault { get; init; }

    /// <summary>The moment that is refused, by the name of its type; empty for none.</summary>
    public string Refuse { get; init; } = "";

    /// <summary>Where the router sends mail.</summary>
    [RegularExpression(@"(127\.0\.0\.1:\d+)?", ErrorMessage = "expected an address of this machine with a port")]
    public string Via { get; init; } = "";

    /// <summary>The name of the lookup.</summary>
    public string Lookup { get; init; } = "tell";

    /// <summary>The lookup that is asked about recipients.</summary>
    public string Ask { get; init; } = "tell";

    /// <summary>Whether the TLS policy finds chains good.</summary>
    public bool Verified { get; init; } = true;
}
