using System.Text;

namespace Relay.Trials.Sink;

/// <summary>The envelope of the transaction at hand. The texts are kept only when they are to be written out.</summary>
internal sealed class SinkEnvelope(bool keepsText)
{
    private readonly List<string> recipients = [];

    public bool HasSender { get; private set; }

    public int RecipientCount { get; private set; }

    /// <summary>The argument of MAIL FROM: path and parameters.</summary>
    public string Sender { get; private set; } = "";

    /// <summary>The arguments of RCPT TO.</summary>
    public IReadOnlyList<string> Recipients => recipients;

    public void Begin(ReadOnlySpan<byte> argument)
    {
        Reset();
        HasSender = true;
        if (keepsText)
            Sender = Encoding.UTF8.GetString(argument);
    }

    public void AddRecipient(ReadOnlySpan<byte> argument)
    {
        RecipientCount++;
        if (keepsText)
            recipients.Add(Encoding.UTF8.GetString(argument));
    }

    public void Reset()
    {
        HasSender = false;
        RecipientCount = 0;
        Sender = "";
        recipients.Clear();
    }
}
