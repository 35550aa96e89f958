using System.Text;
using Relay.Sdk.Spool;

namespace Relay.Sdk.Testing.Spool;

/// <summary>A message in a <see cref="MemorySpool"/>.</summary>
/// <param name="Message">Its record.</param>
/// <param name="Entries">Its entries that are left.</param>
/// <param name="Content">Its content.</param>
/// <param name="Claimed">It was committed with a claim.</param>
public sealed record MemoryMessage(QueuedMessage Message, IReadOnlyList<QueueEntry> Entries, byte[] Content, bool Claimed)
{
    /// <summary>The content as Latin-1.</summary>
    public string Text => Encoding.Latin1.GetString(Content);

    /// <summary>The first field, unfolded: the relay's own Received field.</summary>
    public string Received => Text[..OwnOctets].Replace("\r\n\t", " ", StringComparison.Ordinal).TrimEnd();

    /// <summary>The content behind the relay's own Received field.</summary>
    public string Sent => Text[OwnOctets..];

    /// <summary>All recipients, in the order of the entries.</summary>
    public IReadOnlyList<string> Recipients =>
        [.. Entries.SelectMany(static entry => entry.Recipients).Select(static recipient => recipient.Mailbox.ToString())];

    private int OwnOctets
    {
        get
        {
            int end = 0;
            do
                end = Text.IndexOf("\r\n", end, StringComparison.Ordinal) + 2;
            while (end < Text.Length && Text[end] == '\t');
            return end;
        }
    }
}
