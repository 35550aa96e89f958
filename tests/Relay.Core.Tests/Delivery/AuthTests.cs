using System.Security.Cryptography;
using System.Text;
using Relay.Core.Delivery;
using Relay.Core.Settings;
using Relay.Sdk.Plugins;
using Relay.Sdk.Testing.Hosts;
using Relay.Sdk.Testing.Tls;

namespace Relay.Core.Tests.Delivery;

public sealed class AuthTests
{
    [Fact]
    public async Task Plain_is_used_under_tls()
    {
        await using var peer = ScriptedHost.Start(Offering("PLAIN LOGIN", command => command.StartsWith("AUTH PLAIN ", StringComparison.Ordinal)
            ? "235 2.7.0 welcome" : null));
        await using IOutboundSession session = await Login().ConnectAsync(peer);
        string command = peer.Conversations[0].Heard[^1];
        Encoding.UTF8.GetString(Convert.FromBase64String(command["AUTH PLAIN ".Length..])).ShouldBe("\0user\0pässword");
        (await session.SendAsync(Outbound.Message(), default)).Recipients[0].ShouldBeOfType<RecipientOutcome.Delivered>();
    }

    [Fact]
    public async Task Login_is_used_where_there_is_no_other()
    {
        await using var peer = ScriptedHost.Start(Offering("LOGIN", command => command switch
        {
            "AUTH LOGIN" => "334 VXNlcm5hbWU6",
            "dXNlcg==" => "334 UGFzc3dvcmQ6",
            "cMOkc3N3b3Jk" => "235 2.7.0 welcome",
            _ => null,
        }));
        await using IOutboundSession session = await Login().ConnectAsync(peer);
        (await session.SendAsync(Outbound.Message(), default)).Recipients[0].ShouldBeOfType<RecipientOutcome.Delivered>();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Scram_is_preferred_and_the_host_has_to_prove_itself(bool honest)
    {
        await using var peer = ScriptedHost.Start(Offering("PLAIN SCRAM-SHA-256",
            _ => null) with
        { Instead = new ScramHost("pässword", honest).AnswerAsync });
        ConnectOutcome outcome = await Login().TryConnectAsync(Outbound.HostAt(peer));
        peer.Conversations[0].Heard.ShouldNotContain(command => command.StartsWith("AUTH PLAIN", StringComparison.Ordinal));
        if (honest)
            await outcome.ShouldBeOfType<ConnectOutcome.Connected>().Session.DisposeAsync();
        else
            outcome.ShouldBeOfType<ConnectOutcome.Unreachable>().Reply.Text.ShouldContain("did not prove");
    }

    [Theory]
    [InlineData("PLAIN LOGIN", "show the password")]
    [InlineData("CRAM-MD5", "no mechanism")]
    public async Task A_password_is_not_shown_in_clear_text(string mechanisms, string reason)
    {
        await using var peer = ScriptedHost.Start(new HostManners { Capabilities = ["AUTH " + mechanisms] });
        ConnectOutcome outcome = await Login().TryConnectAsync(Outbound.HostAt(peer));
        outcome.ShouldBeOfType<ConnectOutcome.Unreachable>().Reply.Text.ShouldContain(reason);
        peer.Conversations[0].Heard.ShouldBe(["EHLO relay.test"]);
    }

    [Fact]
    public async Task A_password_is_shown_in_clear_text_when_the_settings_say_so()
    {
        await using var peer = ScriptedHost.Start(new HostManners
        {
            Capabilities = ["AUTH PLAIN"],
            Answer = command => command.StartsWith("AUTH", StringComparison.Ordinal) ? "235 ok" : null,
        });
        await using IOutboundSession session = await Login(withoutTls: true).ConnectAsync(peer);
        session.Tls.ShouldBeNull();
    }

    [Fact]
    public async Task A_refused_login_makes_the_host_unusable_for_now()
    {
        await using var peer = ScriptedHost.Start(Offering("PLAIN", command => command.StartsWith("AUTH", StringComparison.Ordinal)
            ? "535 5.7.8 wrong" : null));
        ConnectOutcome outcome = await Login().TryConnectAsync(Outbound.HostAt(peer));
        outcome.ShouldBeOfType<ConnectOutcome.Unreachable>().Reply.ToString().ShouldBe("451 4.7.8 mx.test [127.0.0.1] at AUTH: 535 5.7.8 wrong");
    }

    [Theory]
    [InlineData("PLAIN", "334 go on")]
    [InlineData("PLAIN", "250 ok")]
    [InlineData("PLAIN", "354 send it")]
    [InlineData("PLAIN", "150 hm")]
    [InlineData("PLAIN", "421 4.3.2 closing")]
    [InlineData("LOGIN", "334 again and again")]
    [InlineData("LOGIN", "334")]
    [InlineData("SCRAM-SHA-256", "334 not base64!")]
    [InlineData("SCRAM-SHA-256", "334")]
    [InlineData("SCRAM-SHA-256", "334 cj1hYmM=")]
    [InlineData("SCRAM-SHA-256", "235 2.7.0 never mind the proof")]
    [InlineData("SCRAM-SHA-256", "250 ok")]
    public async Task A_host_that_does_not_log_in_as_it_should_gets_no_mail(string mechanism, string reply)
    {
        await using var peer = ScriptedHost.Start(Offering(mechanism, command => command.StartsWith("EHLO", StringComparison.Ordinal)
            || command == "STARTTLS" ? null : reply));
        ConnectOutcome outcome = await Login().TryConnectAsync(Outbound.HostAt(peer));
        outcome.ShouldBeOfType<ConnectOutcome.Unreachable>().Reply.IsTransient.ShouldBeTrue();
        peer.Conversations.ShouldHaveSingleItem().Heard.Count.ShouldBeLessThanOrEqualTo(6);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_host_that_hangs_up_at_the_login_is_left_for_now(bool reset)
    {
        await using var peer = ScriptedHost.Start(Offering("PLAIN", _ => null) with
        {
            Instead = (client, command) =>
            {
                bool login = command.StartsWith("AUTH", StringComparison.Ordinal);
                if (login && reset)
                    client.Reset();
                else if (login)
                    client.Close();
                return Task.FromResult(login);
            },
        });
        ConnectOutcome outcome = await Login().TryConnectAsync(Outbound.HostAt(peer));
        outcome.ShouldBeOfType<ConnectOutcome.Unreachable>().Reply.Status.ToString().ShouldBe("4.4.2");
    }

    private static HostManners Offering(string mechanisms, Func<string, string?> answer) =>
        new() { Capabilities = ["PIPELINING", "AUTH " + mechanisms], Certificate = TestCertificates.SelfSigned, Answer = answer };

    private static Outbound Login(bool withoutTls = false) => new()
    {
        Settings = new TransportSettings
        {
            Auth = new TransportAuthSettings
            {
                User = "user",
                Password = new Secret("pässword"),
                WithoutTls = withoutTls,
                AllowUnverified = true
            }
        },
    };

    /// <summary>The host's side of SCRAM-SHA-256; a dishonest one does not know the password and says yes all the same.</summary>
    private sealed class ScramHost(string password, bool honest)
    {
        private static readonly byte[] Salt = Encoding.ASCII.GetBytes("0123456789abcdef");

        public async Task<bool> AnswerAsync(HostConversation client, string command)
        {
            const string Verb = "AUTH SCRAM-SHA-256 ";
            if (!command.StartsWith(Verb, StringComparison.Ordinal))
                return false;
            string firstBare = Text(command[Verb.Length..])["n,,".Length..];
            string nonce = firstBare[(firstBare.IndexOf(",r=", StringComparison.Ordinal) + 3)..] + "host";
            string serverFirst = $"r={nonce},s={Convert.ToBase64String(Salt)},i=4096";
            await client.SayAsync("334 " + Base64(serverFirst));
            string final = Text((await client.HearAsync())!);
            string authMessage = $"{firstBare},{serverFirst},{final[..final.IndexOf(",p=", StringComparison.Ordinal)]}";
            byte[] salted = Rfc2898DeriveBytes.Pbkdf2(honest ? password : "guess", Salt, 4096, HashAlgorithmName.SHA256, 32);
            byte[] signature = HMACSHA256.HashData(HMACSHA256.HashData(salted, "Server Key"u8), Encoding.UTF8.GetBytes(authMessage));
            await client.SayAsync("334 " + Base64("v=" + Convert.ToBase64String(signature)));
            await client.HearAsync();
            await client.SayAsync("235 2.7.0 welcome");
            return true;
        }

        private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

        private static string Text(string base64) => Encoding.UTF8.GetString(Convert.FromBase64String(base64));
    }
}
