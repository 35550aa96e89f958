namespace Relay.Core.Expansion;

/// <summary>One item as it stands in a list.</summary>
/// <param name="Text">Without the <c>!</c>, white space around it, and doubled separators.</param>
/// <param name="Negated">It began with <c>!</c>.</param>
/// <param name="Position">Its first character in the list, counted from 1.</param>
internal readonly record struct ListItem(string Text, bool Negated, int Position);
