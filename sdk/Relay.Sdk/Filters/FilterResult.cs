using Relay.Sdk.Events;

namespace Relay.Sdk.Filters;

/// <summary>A filter's verdict and edits.</summary>
/// <param name="Verdict">Continue, Defer, Reject or Disconnect.</param>
/// <param name="Edits">Applied in order when the verdict is Continue.</param>
public sealed record FilterResult(Verdict Verdict, IReadOnlyList<MessageEdit> Edits)
{
    /// <summary>Lets the message pass unchanged.</summary>
    public static FilterResult Pass { get; } = new(Verdict.Continue, []);

    /// <summary>Lets the message pass with edits.</summary>
    public static FilterResult Edit(params IReadOnlyList<MessageEdit> edits) => new(Verdict.Continue, edits);

    /// <summary>Refuses the message.</summary>
    public static FilterResult Refuse(Verdict verdict) => new(verdict, []);
}
