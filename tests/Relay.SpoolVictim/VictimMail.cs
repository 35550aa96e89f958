using Relay.Sdk.Mail;

namespace Relay.SpoolVictim;

/// <summary>The content of a message, known from its id alone: so it can be checked after the kill.</summary>
public static class VictimMail
{
    public static byte[] ContentOf(MessageId id)
    {
        // One in sixteen is large enough for a file of its own.
        var random = new Random((int)id.Value);
        byte[] content = new byte[id.Value % 16 == 0 ? random.Next(130_000, 400_000) : random.Next(0, 9_000)];
        random.NextBytes(content);
        return content;
    }

    /// <summary>How many destinations a message has, each with an entry.</summary>
    public static int EntriesOf(MessageId id) => (int)(id.Value % 3) + 1;
}
