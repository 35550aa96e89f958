using Relay.Sdk.Events;

namespace Relay.Core.Lookups;

/// <summary>Where a call of a handler comes from: how many lookups it is inside of, and whether a handler of notices began it.</summary>
/// <remarks>It goes along with awaits. A lookup that asks itself, or two that ask each other, would otherwise use up the stack and end the
/// process.</remarks>
internal sealed class LookupFlow
{
    /// <summary>Calls of handlers inside each other; the handler that asks a lookup first is one of them.</summary>
    public const int MostCalls = 7;

    private static readonly AsyncLocal<LookupFlow?> Running = new();
    private static readonly LookupFlow Outside = new(null, null, 1, []);

    private readonly LookupFlow? outer;
    private readonly object? lookup;
    private readonly int calls;

    private LookupFlow(LookupFlow? outer, object? lookup, int calls, IReadOnlyList<Notice> notices) =>
        (this.outer, this.lookup, this.calls, Notices) = (outer, lookup, calls, notices);

    /// <summary>The flow that runs now. Set it in an async method only: it is put back when the method returns.</summary>
    public static LookupFlow Current
    {
        get => Running.Value ?? Outside;
        set => Running.Value = value;
    }

    /// <summary>What a handler of notices is told, which asks directly or by a lookup that it asked; empty when another handler asks.</summary>
    public IReadOnlyList<Notice> Notices { get; }

    /// <summary>Whether a handler of notices asks.</summary>
    public bool IsOfNotice => Notices.Count > 0;

    /// <summary>Whether a handler of live notices asks. What it causes itself is not told again: a handler of <c>dns:fail</c> may ask the
    /// DNS.</summary>
    public bool IsOfLiveNotice => Notices is [ConnectionNotice, ..];

    /// <summary>Whether a lookup asks.</summary>
    public bool IsInLookup => outer is not null;

    /// <summary>Whether one more call would be too many.</summary>
    public bool IsFull => calls >= MostCalls;

    /// <summary>Whether the flow is in a call of this lookup already.</summary>
    public bool IsIn(object asked) => lookup == asked || (outer?.IsIn(asked) ?? false);

    /// <summary>The flow of a handler of notices.</summary>
    /// <param name="notices">What it is told; one or more.</param>
    public static LookupFlow Of(IReadOnlyList<Notice> notices) => new(null, null, 1, notices);

    /// <summary>The flow inside a call of a lookup.</summary>
    public LookupFlow Into(object asked) => new(this, asked, calls + 1, Notices);
}
