using System.Buffers;
using System.Text.Json;
using SmtpServer;
using SmtpServer.Mail;
using SmtpServer.Protocol;
using SmtpServer.Storage;

namespace Relay.SmtpServerPeer;

/// <summary>Keeps each message as NUMBER.eml, and then its envelope as NUMBER.json; drops it without a folder.</summary>
internal sealed class MailFolder(string? folder) : MessageStore
{
    private int number;

    public override async Task<SmtpResponse> SaveAsync(
        ISessionContext context, IMessageTransaction transaction, ReadOnlySequence<byte> buffer, CancellationToken cancellationToken)
    {
        if (folder is null)
            return SmtpResponse.Ok;
        string name = Path.Combine(folder, $"{Interlocked.Increment(ref number)}");
        // The package counts the line end before the final dot to the dot.
        await File.WriteAllBytesAsync($"{name}.eml", [.. buffer.ToArray(), .. "\r\n"u8], cancellationToken);
        byte[] envelope = JsonSerializer.SerializeToUtf8Bytes(new
        {
            mailFrom = PathOf(transaction.From),
            rcptTo = transaction.To.Select(PathOf).ToArray(),
        });
        await File.WriteAllBytesAsync($"{name}.new", envelope, cancellationToken);
        File.Move($"{name}.new", $"{name}.json");
        return SmtpResponse.Ok;
    }

    private static string PathOf(IMailbox mailbox) => mailbox.User.Length == 0 ? "<>" : $"<{mailbox.User}@{mailbox.Host}>";
}
