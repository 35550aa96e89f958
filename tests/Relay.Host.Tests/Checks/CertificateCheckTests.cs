using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Relay.Host.Tests.Checks;

public sealed class CertificateCheckTests : IDisposable
{
    private readonly CheckTrial trial = new();

    public void Dispose() => trial.Dispose();

    [Fact]
    public async Task Files_that_are_missing_or_folders_are_told_each_at_its_own_key()
    {
        trial.Folder.Folder("folder.key");

        CommandRun run = await CheckAsync("absent.pem", "folder.key");

        run.ExitCode.ShouldBe(2);
        run.Output.ShouldContain("listeners[0].certificate: there is no file absent.pem");
        run.Output.ShouldContain("listeners[0].key: folder.key is a folder; expected a PEM file");
    }

    [Fact]
    public async Task A_key_of_another_certificate_is_told()
    {
        Make("one", "mx.relay.example", 2024, 2124);
        Make("two", "mx.relay.example", 2024, 2124);

        CommandRun run = await CheckAsync("one.pem", "two.key");

        run.ExitCode.ShouldBe(2);
        run.Output.ShouldContain("listeners[0].certificate: certificate and key cannot be loaded: The provided key does not match the public key " +
            "for this certificate.");
    }

    [Fact]
    public async Task A_key_in_the_place_of_the_certificate_is_told()
    {
        Make("one", "mx.relay.example", 2024, 2124);

        CommandRun run = await CheckAsync("one.key", "one.pem");

        run.ExitCode.ShouldBe(2);
        run.Output.ShouldContain("listeners[0].certificate: certificate and key cannot be loaded: ");
    }

    [Theory]
    [InlineData("mx.relay.example", 2001, 2002, "the certificate has expired at 2002-01-01 00:00:00Z")]
    [InlineData("mx.relay.example", 2120, 2124, "the certificate is not valid before 2120-01-01 00:00:00Z")]
    [InlineData("other.example", 2024, 2124, "the certificate is not for mx.relay.example")]
    public async Task A_certificate_that_others_will_refuse_is_warned_of(string name, int from, int to, string warning)
    {
        Make("mx", name, from, to);

        CommandRun run = await CheckAsync("mx.pem", "mx.key");

        run.ExitCode.ShouldBe(0, run.Output);
        run.Output.ShouldContain($"warning: listeners[0].certificate: {warning}");
    }

    [Fact]
    public async Task A_certificate_that_should_have_been_renewed_is_warned_of()
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        Make("mx", "mx.relay.example", now.AddDays(-80), now.AddDays(10));

        (await CheckAsync("mx.pem", "mx.key")).Output.ShouldContain("warning: listeners[0].certificate: the certificate expires at ");

        Make("mx", "mx.relay.example", now.AddDays(-2), now.AddDays(5));
        (await CheckAsync("mx.pem", "mx.key")).Output.ShouldBe("0 errors, 0 warnings\n");
    }

    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task A_private_key_that_everybody_can_read_is_warned_of()
    {
        Make("mx", "mx.relay.example", 2024, 2124);
        File.SetUnixFileMode(trial.Folder["mx.key"], UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead);

        (await CheckAsync("mx.pem", "mx.key")).Output.ShouldContain("warning: listeners[0].key: the private key in mx.key can be read by every " +
            "user of this machine; chmod o-r it");
    }

    [Fact]
    public async Task A_good_certificate_is_taken_without_a_word()
    {
        Make("mx", "*.relay.example", 2024, 2124);

        (await CheckAsync("mx.pem", "mx.key")).Output.ShouldBe("0 errors, 0 warnings\n");
    }

    private Task<CommandRun> CheckAsync(string certificate, string key)
    {
        trial.Write($$""" "listeners": [ { "address": "127.0.0.1:0", "tls": "starttls", "certificate": "{{certificate}}", "key": "{{key}}" } ] """);
        return trial.RunAsync();
    }

    private void Make(string file, string name, int from, int to) =>
        Make(file, name, new DateTimeOffset(from, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(to, 1, 1, 0, 0, 0, TimeSpan.Zero));

    private void Make(string file, string name, DateTimeOffset from, DateTimeOffset to)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=trial", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 certificate = request.CreateSelfSigned(from, to);
        trial.Folder.Write(file + ".pem", certificate.ExportCertificatePem());
        trial.Folder.Write(file + ".key", key.ExportPkcs8PrivateKeyPem());
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(trial.Folder[file + ".key"], UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
