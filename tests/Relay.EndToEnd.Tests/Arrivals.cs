using System.Security.Cryptography;
using System.Text;
using Relay.TestKit.Peers;

namespace Relay.EndToEnd.Tests;

/// <summary>Waits for mail at a server, and compares it with what was sent.</summary>
internal static class Arrivals
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>The messages with this Message-ID, one for each recipient, as soon as there are as many as expected.</summary>
    public static async Task<IReadOnlyList<StoredMail>> WaitAsync(IMailStore store, byte[] sent, int recipients, Func<string> log)
    {
        string id = MessageId(sent);
        using var deadline = new CancellationTokenSource(Patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (true)
        {
            StoredMail[] found = [.. store.Mail.Where(mail => mail.Holds(id))];
            if (found.Length >= recipients) return found;
            try
            {
                await timer.WaitForNextTickAsync(deadline.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"{found.Length} of {recipients} arrived at {store.Name}\n{Tail(store.Log)}\n{Tail(log())}");
            }
        }
    }

    /// <summary>The content, apart from Received fields in front, is the same octet for octet, and the envelope too.</summary>
    public static void ShouldBe(this IReadOnlyList<StoredMail> arrived, Submission sent, string about)
    {
        arrived.Select(mail => mail.Recipient).Order().ShouldBe(sent.Recipients.Order(), about);
        foreach (StoredMail mail in arrived)
        {
            mail.Sender.ShouldBe(sent.Sender, about);
            if (Hash(mail.Original) == Hash(sent.Content)) continue;
            throw new ShouldAssertException($"{about}: the content changed\n{FirstDifference(sent.Content, mail.Original)}");
        }
    }

    private static string MessageId(byte[] content)
    {
        string text = Encoding.Latin1.GetString(content);
        int start = text.IndexOf("Message-ID: <", StringComparison.Ordinal) + 12;
        return text[start..(text.IndexOf('>', start) + 1)];
    }

    private static string Hash(byte[] content) => Convert.ToHexString(SHA256.HashData(content));

    private static string FirstDifference(byte[] sent, byte[] arrived)
    {
        int at = sent.AsSpan().CommonPrefixLength(arrived);
        return $"{sent.Length} octets sent, {arrived.Length} arrived; from octet {at}\nsent:    {Excerpt(sent, at)}\narrived: {Excerpt(arrived, at)}";
    }

    private static string Excerpt(byte[] content, int at)
    {
        int start = Math.Max(0, at - 40);
        return Encoding.Latin1.GetString(content, start, Math.Min(120, content.Length - start)).ReplaceLineEndings("\\n");
    }

    private static string Tail(string log) => log.Length > 6000 ? log[^6000..] : log;
}
