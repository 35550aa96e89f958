using System.Text;
using Relay.Sdk.Mail;

namespace Relay.SpoolVictim;

/// <summary>Says things on a stream, one whole line in one write, so that a kill leaves whole lines.</summary>
public sealed class Words(Stream stream)
{
    private readonly Lock gate = new();

    /// <param name="word">stored (acknowledged), removing (asked for), removed (acknowledged), or failed (one way or the other).</param>
    /// <param name="id">The message.</param>
    public void Say(string word, MessageId id)
    {
        byte[] line = Encoding.ASCII.GetBytes($"{word} {id}\n");
        lock (gate)
        {
            stream.Write(line);
            stream.Flush();
        }
    }
}
