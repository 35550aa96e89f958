namespace Relay.Sdk.Testing;

/// <summary>How observers took a notice.</summary>
/// <param name="TakenBy">The observers that took it, as <c>plugin/handler</c>; an observer of other notices is not among them.</param>
/// <param name="FailedIn">The observers that threw or were late. The relay tells them a durable notice again until they take it, unless their policy
/// is Ignore; a live one is lost.</param>
public sealed record NoticeTelling(IReadOnlyList<string> TakenBy, IReadOnlyList<string> FailedIn);
