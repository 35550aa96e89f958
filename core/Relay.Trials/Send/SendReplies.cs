using Relay.Core.Delivery.Connections;

namespace Relay.Trials.Send;

/// <summary>Reads the server's replies and tells the good ones from the others.</summary>
internal static class SendReplies
{
    /// <summary>Reads the next reply.</summary>
    /// <returns>The reply in words when it is a refusal; null when it is 2xx or 3xx.</returns>
    /// <exception cref="IOException">The connection is lost, or the server is about to close it (421, RFC 5321 §3.8).</exception>
    public static async ValueTask<string?> ReadRefusalAsync(this HostConnection connection, TimeSpan limit)
    {
        int code = await connection.ReadReplyAsync(limit);
        if (code < 400)
            return null;
        string words = connection.Reply.ToReply().ToString();
        return code == 421 ? throw new IOException(words) : words;
    }

    /// <summary>Sends what was gathered, and reads a reply that has to be a good one.</summary>
    /// <exception cref="SendRefusedException">It is a refusal.</exception>
    /// <exception cref="IOException">The connection is lost.</exception>
    public static async ValueTask ExpectAsync(this HostConnection connection, TimeSpan limit)
    {
        await connection.FlushAsync(limit);
        if (await connection.ReadReplyAsync(limit) >= 400)
            throw new SendRefusedException(connection.Reply.ToReply().ToString());
    }
}
