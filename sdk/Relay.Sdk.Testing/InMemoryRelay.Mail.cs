using Microsoft.Extensions.Time.Testing;
using Relay.Sdk.Events;
using Relay.Sdk.Spool;
using Relay.Sdk.Testing.Clients;

namespace Relay.Sdk.Testing;

/// <content>Sends mail and waits for what becomes of it.</content>
public sealed partial class InMemoryRelay
{
    // So often in a row something due may be found waiting before the clock goes on a little: a destination may rest, an observer may be tried again
    // later.
    private const int Patience = 200;
    private static readonly TimeSpan GiveUp = TimeSpan.FromSeconds(60);

    /// <summary>Connects a client, which has read nothing yet.</summary>
    public Task<ScriptedClient> ConnectAsync() => ScriptedClient.ConnectAsync(EndPoint);

    /// <summary>Sends a message to one recipient.</summary>
    /// <inheritdoc cref="SendAsync(IReadOnlyList{string}, string, string)"/>
    public Task<string> SendAsync(string recipient = "bob@dest.example", string sender = "alice@sender.example",
        string content = "Subject: trial\n\nHello\n") =>
        SendAsync([recipient], sender, content);

    /// <summary>Sends a message over a connection of its own, as far as the relay lets the client.</summary>
    /// <param name="recipients">The recipients; the relay takes mail for all domains from 127.0.0.1, unless relay.json says otherwise.</param>
    /// <param name="sender">The reverse-path; empty for the null one.</param>
    /// <param name="content">Header section and body; line ends become CRLF.</param>
    /// <returns>The whole conversation, line by line, behind <c>C: </c> and <c>S: </c>.</returns>
    public async Task<string> SendAsync(IReadOnlyList<string> recipients, string sender = "alice@sender.example",
        string content = "Subject: trial\n\nHello\n")
    {
        await using ScriptedClient client = await ConnectAsync();
        try
        {
            await SendAsync(client, sender, recipients, content);
        }
        catch (Exception closed) when (closed is ConversationException or IOException)
        {
            // The relay has ended the connection early.
            return client.Conversation;
        }

        return client.Conversation;
    }

    /// <summary>Waits for a notice. A fake clock goes on to the next time at which the queue has something to do, as often as needed.</summary>
    /// <param name="match">Selects the notice; the first of its kind when not given, also a notice that was told before the call.</param>
    /// <remarks>The clock stands while a delivery is at work. When its handler hangs on purpose, advance the clock past the handler's deadline before
    /// the call.</remarks>
    /// <exception cref="TimeoutException">It did not come within 60 real seconds; the text has the log.</exception>
    public async Task<TNotice> WaitForAsync<TNotice>(Func<TNotice, bool>? match = null)
        where TNotice : Notice
    {
        using var patience = new CancellationTokenSource(GiveUp, TimeProvider.System);
        for (int idle = 0; !patience.IsCancellationRequested; idle++)
        {
            Task next = notices.Next;
            if (Notices.OfType<TNotice>().FirstOrDefault(match ?? (static _ => true)) is { } found)
                return found;
            // A moment of real time for what is under way.
            await Task.WhenAny(next, Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System));
            if (next.IsCompleted || PassTime(idle))
                idle = 0;
        }

        string hint = spool.Claimed.Count > 0 ? " (a delivery is still at work: if a handler hangs on purpose, advance the clock past its deadline " +
            "first)" : "";
        throw new TimeoutException($"there was no {typeof(TNotice).Name}{hint}; the log so far:\n{Log}");
    }

    private static async Task SendAsync(ScriptedClient client, string sender, IReadOnlyList<string> recipients, string content)
    {
        if (IsPositive(await client.ReadReplyAsync()) && IsPositive(await client.AskAsync("EHLO client.example"))
            && IsPositive(await client.AskAsync($"MAIL FROM:<{sender}>")))
        {
            bool any = false;
            foreach (string recipient in recipients)
                any |= IsPositive(await client.AskAsync($"RCPT TO:<{recipient}>"));
            if (any && IsPositive(await client.AskAsync("DATA")))
                await client.AskAsync(Stuffed(content) + ".");
        }

        await client.AskAsync("QUIT");
        await client.ExpectCloseAsync();
    }

    // The clock goes on to the next time at which an entry is due, but not while a delivery or an observer is at work: its deadline would pass.
    private bool PassTime(int idle)
    {
        List<QueueEntry> entries = [.. spool.Entries.Where(static entry => entry.Hold == QueueHold.None)];
        bool isTelling = outbox.List().Any(reader => reader.Position < spool.LastPosition);
        if (plugins.Options.Time is not FakeTimeProvider clock || spool.Claimed.Count > 0 || (entries.Count == 0 && !isTelling))
            return false;
        TimeSpan wait = isTelling ? TimeSpan.Zero : entries.Min(static entry => entry.DueAt) - clock.GetUtcNow();
        if (wait <= TimeSpan.Zero && idle < Patience)
            return false;
        clock.Advance(wait > TimeSpan.Zero ? wait : TimeSpan.FromSeconds(1));
        return true;
    }

    private static bool IsPositive(string reply) => reply[0] is '2' or '3';

    // Ends with CRLF, as the client's lines do; a dot at the start of a line is doubled (RFC 5321 §4.5.2).
    private static string Stuffed(string content)
    {
        string text = content.ReplaceLineEndings("\r\n");
        text = (text.StartsWith('.') ? "." : "") + text.Replace("\r\n.", "\r\n..", StringComparison.Ordinal);
        return text.EndsWith("\r\n", StringComparison.Ordinal) ? text : text + "\r\n";
    }
}
