namespace Relay.Core.Expansion;

/// <summary>A list that cannot be read; the message names the character and says what would be right.</summary>
public sealed class ListSyntaxException : FormatException
{
    public ListSyntaxException()
    {
    }

    public ListSyntaxException(string message)
        : base(message)
    {
    }

    public ListSyntaxException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal ListSyntaxException(int position, string message)
        : base($"character {position}: {message}") => Position = position;

    /// <summary>The first character of the item at fault, counted from 1.</summary>
    public int Position { get; }
}
