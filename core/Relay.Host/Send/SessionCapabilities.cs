namespace Relay.Host.Send;

/// <summary>What the server offers, as far as the trial client uses it.</summary>
internal sealed record SessionCapabilities(bool Pipelining, bool EightBitMime, bool SmtpUtf8, bool Size)
{
    /// <param name="reply">The text of the reply to EHLO.</param>
    public static SessionCapabilities Parse(string reply)
    {
        HashSet<string> keywords = new(reply.Split('\n').Skip(1).Select(line => line.Split(' ', 2)[0]), StringComparer.OrdinalIgnoreCase);
        return new SessionCapabilities(
            keywords.Contains("PIPELINING"), keywords.Contains("8BITMIME"), keywords.Contains("SMTPUTF8"), keywords.Contains("SIZE"));
    }
}
