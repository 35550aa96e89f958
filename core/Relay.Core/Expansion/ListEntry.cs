namespace Relay.Core.Expansion;

/// <summary>One item as it stands in a list.</summary>
/// <param name="Number">Counted from 1.</param>
/// <param name="Position">Its first character in the list, counted from 1.</param>
/// <param name="Written">The item as the user wrote it.</param>
/// <param name="Text">What the item says: without the <c>!</c>, white space around it, and doubled separators.</param>
/// <param name="Negated">The item began with <c>!</c>.</param>
internal readonly record struct ListEntry(int Number, int Position, string Written, string Text, bool Negated)
{
    public ListProblem Problem(string message) => new(Number, Position, message);
}
