namespace Relay.Sdk.Events;

/// <summary>What is to stand in the log. Closed: one of the nested records, made by the factories.</summary>
/// <remarks>The first answer that is not <see cref="Keep"/> wins.</remarks>
public abstract record LogText
{
    private LogText()
    {
    }

    /// <summary>The usual line; the next handler is asked.</summary>
    public static LogText Keep { get; } = new Kept();

    /// <summary>Another text in its place, behind the id of the session or attempt.</summary>
    /// <param name="text">Control characters become spaces.</param>
    /// <exception cref="ArgumentException">There is no text.</exception>
    public static LogText Replace(string text) => new Replaced(ReasonText.Of(text));

    // As in Verdict: closes the record to other assemblies.
    private protected abstract void Close();

    /// <summary>The usual line.</summary>
    public sealed record Kept : LogText
    {
        internal Kept()
        {
        }

        private protected override void Close()
        {
        }
    }

    /// <summary>Another text.</summary>
    public sealed record Replaced : LogText
    {
        internal Replaced(string text) => Text = text;

        /// <summary>One line, not blank.</summary>
        public string Text { get; }

        private protected override void Close()
        {
        }
    }
}
