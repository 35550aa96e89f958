using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.DependencyInjection;
using Relay.Sdk.Plugins;
using Relay.Sdk.Tls;

[assembly: RelayPlugin("checks-chains", typeof(ChecksChains.ChecksChainsPlugin))]

namespace ChecksChains;

public sealed record ChecksChainsSettings
{
    /// <summary>The certificate of the one authority that is trusted, in PEM; relative to plugins.json.</summary>
    [Required]
    public string Authority { get; init; } = "";
}

/// <summary>Requires of each host a chain that ends at one authority and a certificate for the host's name.</summary>
public sealed class ChecksChainsPlugin : IRelayPlugin
{
    public void Configure(IPluginBuilder relay)
    {
        relay.Services.AddSingleton(relay.Settings<ChecksChainsSettings>());
        relay.TlsPolicy<CheckChain>();
    }
}

internal sealed class CheckChain(ChecksChainsSettings settings, IPluginContext relay, TimeProvider time) : ITlsPolicy
{
    private readonly X509Certificate2 authority = X509CertificateLoader.LoadCertificateFromFile(Path.GetFullPath(settings.Authority,
        relay.SettingsFolder));

    public ValueTask<TlsRequirement> RequireAsync(TlsTarget target, CancellationToken cancellationToken) => new(TlsRequirement.Verify("all hosts"));

    public ValueTask<TlsFinding> VerifyAsync(TlsTarget target, TlsHandshake handshake, CancellationToken cancellationToken)
    {
        X509Certificate2[] sent = [.. handshake.Chain.Select(one => X509CertificateLoader.LoadCertificate(one.Der.Span))];
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.ExtraStore.AddRange(sent[1..]);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = time.GetUtcNow().UtcDateTime;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        TlsFinding finding =
            !sent[0].MatchesHostname(target.HostName) ? TlsFinding.Fail($"the certificate is not for {target.HostName}",
                TlsResultTypes.CertificateHostMismatch)
            : !chain.Build(sent[0]) ? TlsFinding.Fail("the chain does not end at the authority", TlsResultTypes.CertificateNotTrusted)
            : TlsFinding.VerifiedBy("checks-chains");
        Array.ForEach(sent, static one => one.Dispose());
        return new(finding);
    }
}
