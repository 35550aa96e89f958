using Relay.Sdk.Events;

namespace Relay.Sdk.Filters;

/// <summary>A filter's answer: it passes the message, with edits or without, or refuses it. Made by the factories.</summary>
public sealed record FilterResult
{
    private FilterResult(Verdict verdict, IReadOnlyList<MessageEdit> edits) => (Verdict, Edits) = (verdict, edits);

    /// <summary>Lets the message pass unchanged.</summary>
    public static FilterResult Pass { get; } = new(Verdict.Continue, []);

    /// <summary>Continue, Defer, Reject or Disconnect.</summary>
    public Verdict Verdict { get; }

    /// <summary>To be applied in order; empty unless the verdict is Continue. Never with null in it.</summary>
    public IReadOnlyList<MessageEdit> Edits { get; }

    /// <summary>Lets the message pass with edits.</summary>
    /// <exception cref="ArgumentException">An edit is null.</exception>
    public static FilterResult Edit(params IReadOnlyList<MessageEdit> edits)
    {
        MessageEdit[] kept = [.. edits];
        return Array.IndexOf(kept, null) < 0 ? new(Verdict.Continue, kept) : throw new ArgumentException("an edit is null", nameof(edits));
    }

    /// <summary>Refuses the message.</summary>
    /// <param name="verdict">Defer, Reject or Disconnect.</param>
    /// <exception cref="ArgumentException">The verdict is Continue.</exception>
    public static FilterResult Refuse(Verdict verdict)
    {
        ArgumentNullException.ThrowIfNull(verdict);
        return verdict is Verdict.Continued ? throw new ArgumentException("Continue refuses nothing", nameof(verdict)) : new(verdict, []);
    }
}
