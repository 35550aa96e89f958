namespace Relay.Sdk.Expressions;

/// <summary>The value of a variable.</summary>
/// <param name="Text">The text, possibly empty.</param>
/// <param name="IsTainted">Whether it comes from a peer, so that it must not become part of a query or a file name without quoting.</param>
public readonly record struct VariableValue(string Text, bool IsTainted);
