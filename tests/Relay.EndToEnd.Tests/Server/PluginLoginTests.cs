using System.Net;
using Relay.Sdk.Testing.Clients;
using Relay.TestKit.Peers;
using Relay.TestKit.Plugins;
using Relay.TestKit.Sessions;

namespace Relay.EndToEnd.Tests.Server;

/// <summary>A plugin's authenticator beside the credential file, at the running relay.</summary>
public sealed class PluginLoginTests
{
    [Fact]
    public async Task Users_of_the_file_and_of_a_plugin_log_in_and_who_cannot_be_judged_is_deferred()
    {
        using var folder = new TemporaryFolder("login");
        await using RelayProcess relay = await StartAsync(folder, "users");
        (string User, string Password, string Reply)[] cases =
        [
            ("alice", "in-the-file", "235 2.7.0"), ("alice", "wrong", "535 5.7.8"), ("bob", "the-builder", "235 2.7.0"),
                ("bob", "wrong", "535 5.7.8"),
            ("carol", "x", "454 4.7.0"), ("dave", "x", "454 4.7.0"), ("erin", "x", "454 4.7.0"), ("mallory", "x", "535 5.7.8"),
        ];
        foreach ((string user, string password, string reply) in cases)
        {
            foreach (string mechanism in (string[])["PLAIN", "LOGIN"])
            {
                await using ScriptedClient client = await OpenAsync(relay.Port);
                (await client.AskAsync("EHLO client.example")).ShouldContain("AUTH SCRAM-SHA-256 PLAIN LOGIN");
                (await client.AuthenticateAsync(new Login(mechanism, user, password)))
                    .ShouldStartWith(reply, customMessage: $"{user} with {mechanism}");
                (await client.AskAsync("MAIL FROM:<alice@sender.example>")).ShouldStartWith(reply.StartsWith('2') ? "250" : "530 5.7.0");
            }
        }

        // The plugin says by which name the session goes.
        await relay.WaitForLogAsync("authenticated as bob@dest.example with PLAIN");
    }

    [Fact]
    public async Task Without_a_file_the_plugin_alone_is_offered_and_no_SCRAM()
    {
        using var folder = new TemporaryFolder("login");
        await using RelayProcess relay = await StartAsync(folder, "");
        await using ScriptedClient client = await OpenAsync(relay.Port);
        (await client.AskAsync("EHLO client.example")).ShouldContain("AUTH PLAIN LOGIN");
        (await client.AskAsync("AUTH SCRAM-SHA-256")).ShouldStartWith("504 5.5.4");
        (await client.AuthenticateAsync(new Login("PLAIN", "bob", "the-builder"))).ShouldStartWith("235");
    }

    private static async Task<RelayProcess> StartAsync(TemporaryFolder folder, string credentials)
    {
        (string certificate, string key) = TrialCertificate.Write(folder, "mx1.relay.example");
        var settings = new TrialSettings
        {
            Listeners = [new { address = $"127.0.0.1:{FreePort.Next()}", tls = "starttls", auth = "required", certificate, key }],
            Accept = new { credentials },
        };
        string file = settings.Write(folder);
        if (credentials.Length > 0)
            await RelayUsers.AddAsync(file, "alice", "in-the-file");
        string plugins = folder.Write("plugins.json", $$"""{ "plugins": [ { "id": "knows-users", "path": "{{BuiltPlugin.Folder("tests/Fixtures/KnowsUsers")}}" } ] }""");
        return await RelayProcess.StartAsync(file, settings.Port, plugins);
    }

    private static async Task<ScriptedClient> OpenAsync(int port)
    {
        ScriptedClient client = await ScriptedClient.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port));
        await client.ExpectAsync("220 *");
        await client.AskAsync("EHLO client.example");
        (await client.AskAsync("STARTTLS")).ShouldStartWith("220");
        await client.StartTlsAsync();
        return client;
    }
}
