namespace Relay.Core.Expansion;

/// <summary>One fault of a list or an expression.</summary>
/// <param name="Item">The item at fault, counted from 1; 0 where there are no items.</param>
/// <param name="Position">Its first character in the text, counted from 1.</param>
/// <param name="Message">What is wrong, with the item as it was written, and what would be right.</param>
public readonly record struct ListProblem(int Item, int Position, string Message)
{
    /// <summary>As in <c>item 2, character 13: …</c>.</summary>
    public override string ToString() => Item == 0 ? $"character {Position}: {Message}" : $"item {Item}, character {Position}: {Message}";
}
