using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Time.Testing;
using Relay.Core.Delivery;
using Relay.Core.Settings;
using Relay.Sdk.Plugins;
using Relay.Sdk.Replies;
using Relay.Sdk.Testing.Hosts;
using Relay.Sdk.Testing.Tls;
using Relay.TestKit.Peers;

namespace Relay.Core.Tests.Delivery;

/// <summary>A password goes only to a host whose certificate is good for the name in the route.</summary>
public sealed class VerifiedLoginTests : IDisposable
{
    private readonly TemporaryFolder folder = new("authorities");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_host_with_a_good_certificate_gets_the_password()
    {
        X509Certificate2 certificate = TestCertificates.MakeSelfSigned("mx.test");
        await using ScriptedHost peer = Smarthost(certificate);

        await using IOutboundSession session = await Login(Trusting(certificate)).ConnectAsync(peer);

        peer.Conversations[0].Heard[^1].ShouldStartWith("AUTH PLAIN ");
        session.Tls.ShouldNotBeNull().Verified.ShouldBe("certificate");
    }

    [Fact]
    public async Task An_authority_that_nobody_knows_vouches_for_nothing()
    {
        await using ScriptedHost peer = Smarthost(TestCertificates.MakeSelfSigned("mx.test"));

        await IsWithheldAsync(peer, Login(""), "not trusted");
        await IsWithheldAsync(peer, Login(Trusting(TestCertificates.MakeSelfSigned("mx.test"))), "not trusted");
    }

    [Fact]
    public async Task A_certificate_for_another_name_is_another_hosts()
    {
        X509Certificate2 certificate = TestCertificates.MakeSelfSigned("other.test");
        await using ScriptedHost peer = Smarthost(certificate);

        await IsWithheldAsync(peer, Login(Trusting(certificate)), "the certificate is not for mx.test");
    }

    [Fact]
    public async Task A_certificate_that_has_expired_is_good_for_nothing()
    {
        X509Certificate2 certificate = TestCertificates.MakeSelfSigned("mx.test");
        await using ScriptedHost peer = Smarthost(certificate);

        await IsWithheldAsync(peer, Login(Trusting(certificate), new FakeTimeProvider(certificate.NotAfter.AddDays(1))),
            "the certificate has expired at 2120-01-01");
    }

    [Fact]
    public async Task A_host_without_TLS_does_not_get_it()
    {
        await using ScriptedHost peer = ScriptedHost.Start(new HostManners { Capabilities = ["AUTH PLAIN SCRAM-SHA-256"] });

        await IsWithheldAsync(peer, Login(""), "TLS");
    }

    [Fact]
    public async Task A_file_of_authorities_that_is_gone_withholds_it()
    {
        await using ScriptedHost peer = Smarthost(TestCertificates.MakeSelfSigned("mx.test"));

        await IsWithheldAsync(peer, Login(folder["gone.pem"]), "cannot be used as a file of authorities");
    }

    [Fact]
    public async Task A_transport_that_does_not_log_in_asks_for_nothing()
    {
        await using ScriptedHost peer = Smarthost(TestCertificates.MakeSelfSigned("other.test"));

        await using IOutboundSession session = await new Outbound { Settings = new TransportSettings() }.ConnectAsync(peer);

        session.Tls.ShouldNotBeNull().Verified.ShouldBe("no");
    }

    private static async Task IsWithheldAsync(ScriptedHost peer, Outbound outbound, string reason)
    {
        SmtpReply reply = (await outbound.TryConnectAsync(Outbound.HostAt(peer))).ShouldBeOfType<ConnectOutcome.Unreachable>().Reply;

        reply.IsTransient.ShouldBeTrue();
        reply.Text.ShouldContain(reason);
        peer.Conversations[^1].Heard.ShouldNotContain(command => command.StartsWith("AUTH", StringComparison.Ordinal));
    }

    private static ScriptedHost Smarthost(X509Certificate2 certificate) => ScriptedHost.Start(new HostManners
    {
        Capabilities = ["PIPELINING", "AUTH PLAIN"],
        Certificate = certificate,
        Answer = command => command.StartsWith("AUTH PLAIN ", StringComparison.Ordinal) ? "235 2.7.0 welcome" : null,
    });

    private string Trusting(X509Certificate2 authority) => folder.Write($"{Guid.NewGuid():N}.pem", authority.ExportCertificatePem());

    private static Outbound Login(string authorities, TimeProvider? time = null) => new()
    {
        Time = time ?? TimeProvider.System,
        Settings = new TransportSettings
        {
            Auth = new TransportAuthSettings
            {
                User = "user",
                Password = new Secret("password"),
                Authorities = authorities
            }
        },
    };
}
