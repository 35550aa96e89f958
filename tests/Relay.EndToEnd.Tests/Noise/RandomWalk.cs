using Relay.Sdk.Testing.Clients;

namespace Relay.EndToEnd.Tests.Noise;

/// <summary>One session of commands in random order, one at a time, and the book of what the replies mean.</summary>
internal sealed class RandomWalk(ScriptedClient client, int seed)
{
    private readonly Random random = new(seed);
    private readonly List<BookedMessage> taken = [];
    private readonly HashSet<string> recipients = [];
    private string? sender;
    private string? envelopeId;
    private int number;

    /// <summary>Walks; gives the messages that were taken.</summary>
    public async Task<IReadOnlyList<BookedMessage>> RunAsync(int steps)
    {
        for (int step = 0; step < steps; step++)
        {
            if (!await StepAsync())
                break;
        }

        return taken;
    }

    // False when the relay has ended the session.
    private async Task<bool> StepAsync()
    {
        number++;
        string reply = random.Next(12) switch
        {
            0 => await DropAsync("RSET"),
            1 => await DropAsync("EHLO client.example"),
            2 or 3 or 4 => await MailAsync(),
            5 or 6 or 7 => await RcptAsync(),
            8 or 9 => await DataAsync(),
            10 => await ChunkAsync(),
            _ => await client.AskAsync(random.Next(3) switch { 0 => "RSET now", 1 => $"RCPT TO:<evil{seed}.{number}@>", _ => "BOGUS" }),
        };
        return !IsLast(reply);
    }

    // Too many errors, or too many messages: the limits of a session.
    private static bool IsLast(string reply) => reply.StartsWith("421 4.7.0", StringComparison.Ordinal);

    private async Task<string> DropAsync(string command)
    {
        string reply = await client.AskAsync(command);
        if (IsLast(reply))
            return reply;
        reply.ShouldStartWith("250");
        Forget();
        return reply;
    }

    private async Task<string> MailAsync()
    {
        string from = $"s{seed}.{number}@sender.example";
        string? id = random.Next(2) == 0 ? $"id{seed}.{number}" : null;
        string reply = await client.AskAsync($"MAIL FROM:<{from}>{(id is null ? "" : " ENVID=" + id)}");
        if (reply.StartsWith("250", StringComparison.Ordinal))
        {
            sender.ShouldBeNull();
            (sender, envelopeId) = (from, id);
        }

        return reply;
    }

    private async Task<string> RcptAsync()
    {
        string to = $"r{seed}.{number}@dest.example";
        string reply = await client.AskAsync($"RCPT TO:<{to}>");
        if (reply.StartsWith("250", StringComparison.Ordinal))
        {
            sender.ShouldNotBeNull();
            recipients.Add(to);
        }

        return reply;
    }

    private async Task<string> DataAsync()
    {
        string reply = await client.AskAsync("DATA");
        if (!reply.StartsWith("354", StringComparison.Ordinal))
            return reply;
        var message = new TrialMessage("walk");
        // Now and then a message that is refused at its end.
        await client.SendAsync((random.Next(3) == 0 ? message.Text + "bare\nline\r\n" : message.Text) + ".\r\n");
        return Book(await client.ReadReplyAsync(), message);
    }

    private async Task<string> ChunkAsync()
    {
        var message = new TrialMessage("walk");
        if (random.Next(3) == 0)
        {
            // A first chunk of something else; whether refused or not, the transaction is dropped after it.
            await client.SendAsync("BDAT 14\r\nX-Chunk: evil\n");
            string first = await client.ReadReplyAsync();
            return IsLast(first) ? first : await DropAsync("RSET");
        }

        await client.SendAsync($"BDAT {message.Text.Length} LAST\r\n{message.Text}");
        return Book(await client.ReadReplyAsync(), message);
    }

    // The end of the content ends the transaction, whatever the reply; so does a chunk that is refused.
    private string Book(string reply, TrialMessage message)
    {
        if (reply.StartsWith("250", StringComparison.Ordinal))
            taken.Add(new BookedMessage(sender!, envelopeId, [.. recipients], message.Octets));
        Forget();
        return reply;
    }

    private void Forget()
    {
        (sender, envelopeId) = (null, null);
        recipients.Clear();
    }
}
