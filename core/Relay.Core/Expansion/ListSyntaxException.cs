namespace Relay.Core.Expansion;

/// <summary>A list or an expression that cannot be read; the message names every item at fault and says what would be right.</summary>
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

    internal ListSyntaxException(IReadOnlyList<ListProblem> problems)
        : base(string.Join("; ", problems))
    {
    }
}
