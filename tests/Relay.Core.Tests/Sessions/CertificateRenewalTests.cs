using System.Net.Security;
using Microsoft.Extensions.Time.Testing;
using Relay.Core.Settings;
using Relay.Sdk.Testing;
using Relay.Sdk.Testing.Clients;
using Relay.TestKit.Peers;
using Relay.TestKit.Sessions;

namespace Relay.Core.Tests.Sessions;

public sealed class CertificateRenewalTests : IDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMinutes(1);
    private readonly TestCertificate certificate = new();
    private readonly TemporaryFolder folder = new("renewal");
    private readonly CapturedLog log = new();
    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public void Dispose()
    {
        certificate.Dispose();
        folder.Dispose();
        log.Dispose();
    }

    [Fact]
    public async Task A_renewed_certificate_is_used_without_a_restart()
    {
        await using TestServer server = await StartAsync(certificate.Listener(ListenerTls.Implicit));
        (await SubjectAsync(server)).ShouldBe("CN=mx1.relay.example");

        certificate.Renew("renewed.relay.example");
        clock.Advance(Look);

        (await SubjectAsync(server)).ShouldBe("CN=renewed.relay.example");
        log.Lines.Count(line => line.Contains($"the certificate {certificate.CertificateFile} was renewed; it is valid until 2100-01-01 00:00:00Z",
            StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task A_certificate_behind_an_exchanged_link_is_used_although_its_files_are_as_old()
    {
        using var other = new TestCertificate("second.relay.example");
        string link = folder["live"];
        File.CreateSymbolicLink(link, Path.GetDirectoryName(certificate.CertificateFile)!);
        foreach (string file in (string[])[certificate.CertificateFile, certificate.KeyFile, other.CertificateFile, other.KeyFile])
            File.SetLastWriteTimeUtc(file, clock.GetUtcNow().UtcDateTime);
        var listener = new ListenerSettings
        {
            Tls = ListenerTls.Implicit,
            Certificate = Path.Combine(link, "mx.pem"),
            Key = Path.Combine(link, "mx.key")
        };
        await using TestServer server = await StartAsync(listener);

        Directory.Delete(link);
        File.CreateSymbolicLink(link, Path.GetDirectoryName(other.CertificateFile)!);
        clock.Advance(Look);

        (await SubjectAsync(server)).ShouldBe("CN=second.relay.example");
    }

    [Fact]
    public async Task A_renewal_that_went_wrong_is_told_once_though_nobody_connects()
    {
        await using TestServer server = await StartAsync(certificate.Listener(ListenerTls.Implicit));
        using var other = new TestCertificate();
        File.Copy(other.KeyFile, certificate.KeyFile, overwrite: true);

        clock.Advance(Look);
        clock.Advance(Look);

        log.Lines.Where(line => line.Contains("has changed and cannot be used; the old one stays: ", StringComparison.Ordinal))
            .ShouldHaveSingleItem().ShouldStartWith("Error ");
        (await SubjectAsync(server)).ShouldBe("CN=mx1.relay.example");
    }

    [Fact]
    public async Task New_settings_look_at_the_certificate_at_once()
    {
        await using TestServer server = await StartAsync(certificate.Listener(ListenerTls.Implicit));
        certificate.Renew("renewed.relay.example");

        await server.Server.ApplyAsync(server.Settings, TestContext.Current.CancellationToken);

        (await SubjectAsync(server)).ShouldBe("CN=renewed.relay.example");
    }

    [Fact]
    public async Task A_certificate_near_its_end_or_beyond_it_is_told_once_a_day()
    {
        certificate.Renew("mx1.relay.example", clock.GetUtcNow().AddDays(3));
        await using TestServer server = await StartAsync(certificate.Listener(ListenerTls.Implicit));

        for (int day = 0; day < 5; day++)
            clock.Advance(TimeSpan.FromDays(1));

        string[] told = [.. log.Lines.Where(line => line.Contains("expire", StringComparison.Ordinal))];
        told.Length.ShouldBe(5);
        told[0].ShouldContain("expires at 2026-01-04 00:00:00Z and has not been renewed");
        told[^1].ShouldContain("has expired at 2026-01-04 00:00:00Z");
    }

    private Task<TestServer> StartAsync(ListenerSettings listener) => TestServer.StartAsync(listener: listener, clock: clock, loggers: log);

    private static async Task<string> SubjectAsync(TestServer server)
    {
        await using ScriptedClient client = await server.ConnectAsync();
        await using SslStream tls = await client.StartTlsAsync();
        await client.ExpectAsync("220 *");
        return tls.RemoteCertificate!.Subject;
    }
}
