using Relay.Sdk.Mail;

namespace Relay.SpoolVictim;

/// <summary>The content of a message, known from its id alone: so it can be checked after the kill.</summary>
public static class VictimMail
{
    /// <summary>From this id on, messages are larger: the log is brought into the database every few hundred.</summary>
    public const long Bulky = 1_000_000_000;

    public static byte[] ContentOf(MessageId id)
    {
        var random = new Random((int)id.Value);
        byte[] content = new byte[LengthOf(id, random)];
        random.NextBytes(content);
        return content;
    }

    /// <summary>How many destinations a message has, each with an entry.</summary>
    public static int EntriesOf(MessageId id) => (int)(id.Value % 3) + 1;

    // One in sixteen is large enough for a file of its own.
    private static int LengthOf(MessageId id, Random random) =>
        id.Value % 16 == 0 ? random.Next(130_000, 400_000) : id.Value >= Bulky ? random.Next(50_000, 120_000) : random.Next(0, 9_000);
}
