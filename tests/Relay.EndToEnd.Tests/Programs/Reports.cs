using Relay.TestKit.Peers;

namespace Relay.EndToEnd.Tests.Programs;

/// <summary>Reports that come back to a sender, who has a mailbox at the sink.</summary>
internal static class Reports
{
    /// <summary>Waits for the first mail to a sender of whom there is only one.</summary>
    public static async Task<StoredMail> WaitAsync(RelayAmongPeers peers, string sender)
    {
        StoredMail? report = null;
        await peers.Relay.Process.WaitUntilAsync(
            _ => Task.FromResult((report = peers.Server("sink", tls: false).Mail.FirstOrDefault(mail => mail.Recipient == sender)) is not null),
            $"a report to {sender}");
        return report!;
    }
}
