using Relay.TestKit.Peers;

namespace Relay.EndToEnd.Tests;

/// <summary>The six programs that hand in mail; two of them are servers and take it in as well.</summary>
internal sealed class PeerClients : IAsyncDisposable
{
    public const string Swaks = "swaks";
    public const string Smtplib = "smtplib";
    public const string Nodemailer = "nodemailer";
    public const string Postfix = "postfix";
    public const string Exim = "exim";
    public const string MailKit = "mailkit";

    private PeerClients(EximPeer exim, PostfixPeer postfix, int port, int tlsPort)
    {
        (EximServer, PostfixServer) = (exim, postfix);
        All = [new SwaksClient(port, tlsPort), new SmtplibClient(port, tlsPort), new NodemailerClient(port, tlsPort), postfix, exim,
            new MailKitClient(port, tlsPort)];
    }

    /// <summary>Why they cannot run here; null when they can.</summary>
    public static string? Missing =>
        EximPeer.Missing ?? PostfixPeer.Missing ?? SwaksClient.Missing ?? SmtplibClient.Missing ?? NodemailerClient.Missing;

    public EximPeer EximServer { get; }

    public PostfixPeer PostfixServer { get; }

    public IReadOnlyList<IMailClient> All { get; }

    public IMailClient this[string name] => All.Single(client => client.Name == name);

    public static async Task<PeerClients> StartAsync(int port, int tlsPort)
    {
        EximPeer exim = await EximPeer.StartAsync(port, tlsPort);
        try
        {
            return new PeerClients(exim, await PostfixPeer.StartAsync(port, tlsPort), port, tlsPort);
        }
        catch
        {
            await exim.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await PostfixServer.DisposeAsync();
        await EximServer.DisposeAsync();
    }
}
