using Relay.EndToEnd.Tests.Server;
using Relay.TestKit.Peers;

namespace Relay.EndToEnd.Tests.Programs;

/// <summary>Real clients log in with the credentials that <c>relay user</c> made.</summary>
public sealed class LoginTests(ServerTrial trial) : IClassFixture<ServerTrial>
{
    private static readonly (string Client, string[] Mechanisms)[] Clients =
    [
        (PeerClients.Swaks, ["PLAIN", "LOGIN"]), (PeerClients.Smtplib, ["PLAIN", "LOGIN"]), (PeerClients.Nodemailer, ["PLAIN", "LOGIN"]),
        (PeerClients.Postfix, ["PLAIN", "LOGIN", "SCRAM-SHA-256"]), (PeerClients.Exim, ["PLAIN", "LOGIN"]),
        (PeerClients.MailKit, ["PLAIN", "LOGIN", "SCRAM-SHA-256"]),
    ];

    public static TheoryData<string, string, bool> Ways()
    {
        var ways = new TheoryData<string, string, bool>();
        foreach ((string client, string[] mechanisms) in Clients)
        {
            foreach (string mechanism in mechanisms)
            {
                ways.Add(client, mechanism, false);
                ways.Add(client, mechanism, true);
            }
        }

        return ways;
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_client_logs_in_and_the_message_says_so(string name, string mechanism, bool implicitTls)
    {
        Assert.SkipWhen(PeerClients.Missing is not null, PeerClients.Missing ?? "");
        var login = new Login(mechanism, "alice", ServerTrial.Password);
        await using var running = new Running();
        IMailClient client = await running.StartAsync(name, Port(implicitTls), login, implicitTls);
        var message = new TrialMessage($"{name} with {mechanism}");
        await client.SubmitAsync(Submission(message, login, implicitTls));
        StoredMail arrived = (await Arrivals.WaitAsync(trial.Sink, message.Octets, 1, () => trial.Log + running.Log)).ShouldHaveSingleItem();
        arrived.Received.ShouldContain(field => field.Contains("by mx1.relay.example with ESMTPSA id ", StringComparison.Ordinal));
        await trial.Relay.WaitForLogAsync($"authenticated as alice with {mechanism}");
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_wrong_password_is_refused(string name, string mechanism, bool implicitTls)
    {
        Assert.SkipWhen(PeerClients.Missing is not null, PeerClients.Missing ?? "");
        var login = new Login(mechanism, $"mallory-{Guid.NewGuid():N}", "guessed");
        await using var running = new Running();
        IMailClient client = await running.StartAsync(name, Port(implicitTls), login, implicitTls);
        var message = new TrialMessage("not to be sent");
        Task submitted = client.SubmitAsync(Submission(message, login, implicitTls));
        // Postfix and Exim take the message and keep it; the others give up.
        if (client is IMailStore)
            await submitted;
        else
            await submitted.ShouldThrowAsync<InvalidOperationException>();
        await trial.Relay.WaitForLogAsync($"failed to authenticate as {login.User} with {mechanism}");
        trial.Sink.Mail.ShouldNotContain(mail => mail.Holds(message.Id));
    }

    private int Port(bool implicitTls) => trial.EndPoint(new WayIn(implicitTls ? "implicit" : "starttls", UnderTls: true, "none")).Port;

    // Postfix and Exim choose the way with TLS by the sender.
    private static Submission Submission(TrialMessage message, Login login, bool implicitTls) =>
        new("alice@tls.example", ["bob@dest.example"], message.Octets, OverTls: true) { Login = login, ImplicitTls = implicitTls };

    private sealed class Running : IAsyncDisposable
    {
        private IMailStore? server;

        public string Log => server?.Log ?? "";

        public async Task<IMailClient> StartAsync(string name, int port, Login login, bool implicitTls)
        {
            switch (name)
            {
                case PeerClients.Swaks:
                    return new SwaksClient(port, port);
                case PeerClients.Smtplib:
                    return new SmtplibClient(port, port);
                case PeerClients.Nodemailer:
                    return new NodemailerClient(port, port);
                case PeerClients.MailKit:
                    return new MailKitClient(port, port);
                case PeerClients.Postfix:
                    server = await PostfixPeer.StartAsync(port, port, PostfixLogin(login, implicitTls));
                    break;
                default:
                    server = await EximPeer.StartAsync(port, port, EximLogin(login, implicitTls));
                    break;
            }

            return (IMailClient)server;
        }

        public ValueTask DisposeAsync() => server?.DisposeAsync() ?? ValueTask.CompletedTask;

        private static string PostfixLogin(Login login, bool implicitTls) => $"""
            smtp_sasl_auth_enable = yes
            smtp_sasl_password_maps = static:{login.User}:{login.Password}
            smtp_sasl_security_options =
            smtp_sasl_tls_security_options =
            smtp_sasl_mechanism_filter = {login.Mechanism}
            smtp_tls_security_level = encrypt
            smtp_tls_wrappermode = {(implicitTls ? "yes" : "no")}
            """;

        private static EximExtras EximLogin(Login login, bool implicitTls) => new()
        {
            TlsTransport = implicitTls ? "hosts_require_auth = *\nprotocol = smtps" : "hosts_require_auth = *",
            Authenticators = $"""
                client:
                  driver = plaintext
                  public_name = {login.Mechanism}
                  client_send = {(login.Mechanism == "PLAIN" ? $"^{login.User}^{login.Password}" : $": {login.User} : {login.Password}")}
                """,
        };
    }
}
