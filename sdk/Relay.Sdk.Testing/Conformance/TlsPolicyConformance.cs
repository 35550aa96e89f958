using System.Security.Cryptography.X509Certificates;
using Relay.Sdk.Testing.Tls;
using Relay.Sdk.Tls;
using static Relay.Sdk.Testing.Conformance.Promise;

namespace Relay.Sdk.Testing.Conformance;

/// <summary>The promises of <see cref="ITlsPolicy"/>, each to be verified on a fresh fixture.</summary>
public static class TlsPolicyConformance
{
    private static readonly Dictionary<string, Func<ITlsPolicyFixture, Task>> Known = new()
    {
        ["A host that it has no opinion about has no requirement"] = None,
        ["A host whose chain it wants to see has a requirement that says so, with a reason"] = Wants,
        ["A good chain is verified, with a name for what verified it"] = Good,
        ["A strange chain is not verified"] = Strange,
        ["A good leaf behind a strange certificate is not verified"] = Hidden,
        ["Calls at the same time get their own answers"] = AtOnce,
        ["A call whose token has fired comes to an end"] = Ends,
        ["Without what it asks, its requirement is not weaker than before, or it throws"] = NotWeaker,
    };

    /// <summary>The names of all promises, as sentences.</summary>
    public static IReadOnlyList<string> Promises { get; } = [.. Known.Keys];

    /// <summary>Verifies one promise.</summary>
    /// <param name="promise">One of <see cref="Promises"/>.</param>
    /// <param name="fixture">The policy.</param>
    /// <exception cref="ConformanceException">The policy does not keep it.</exception>
    public static Task VerifyAsync(string promise, ITlsPolicyFixture fixture) => Promise.VerifyAsync(Known, promise, fixture);

    private static async Task None(ITlsPolicyFixture fixture)
    {
        TlsRequirement requirement = await fixture.Policy.RequireAsync(fixture.Unconcerned, CancellationToken.None);
        Require(requirement.Strength == TlsStrength.None, $"expected no requirement, and it is {requirement}");
    }

    private static async Task Wants(ITlsPolicyFixture fixture)
    {
        TlsRequirement requirement = await fixture.Policy.RequireAsync(fixture.Concerned, CancellationToken.None);
        Require(requirement is TlsRequirement.Verification, $"expected Verify or TryVerify, and the requirement is {requirement}");
        Require(!string.IsNullOrWhiteSpace(requirement.Reason), "the requirement has no reason");
    }

    private static async Task Good(ITlsPolicyFixture fixture)
    {
        TlsFinding finding = await VerifyAsync(fixture, fixture.GoodChain);
        Require(finding is TlsFinding.Verified { By.Length: > 0 }, $"expected Verified, and the finding is {finding}");
    }

    private static async Task Strange(ITlsPolicyFixture fixture)
    {
        using X509Certificate2 strange = TestCertificates.MakeSelfSigned(fixture.Concerned.HostName);
        TlsFinding finding = await VerifyAsync(fixture, [strange]);
        Require(finding is not TlsFinding.Verified, $"a certificate that anyone can make for the name is {finding}");
    }

    private static async Task Hidden(ITlsPolicyFixture fixture)
    {
        using X509Certificate2 strange = TestCertificates.MakeSelfSigned(fixture.Concerned.HostName);
        TlsFinding finding = await VerifyAsync(fixture, [strange, .. fixture.GoodChain]);
        Require(finding is not TlsFinding.Verified, $"the leaf counts, which is strange here, and the finding is {finding}");
    }

    private static async Task AtOnce(ITlsPolicyFixture fixture)
    {
        using X509Certificate2 strange = TestCertificates.MakeSelfSigned(fixture.Concerned.HostName);
        TlsFinding[] findings = await Task.WhenAll(Enumerable.Range(0, 32)
            .Select(i => Task.Run(() => VerifyAsync(fixture, i % 2 == 0 ? fixture.GoodChain : [strange]))));
        for (int i = 0; i < findings.Length; i++)
            Require(findings[i] is TlsFinding.Verified == (i % 2 == 0),
                $"the finding about {(i % 2 == 0 ? "a good" : "a strange")} chain among many is {findings[i]}");
    }

    private static async Task Ends(ITlsPolicyFixture fixture)
    {
        await RequireEndAsync(token => fixture.Policy.RequireAsync(fixture.Concerned, token).AsTask());
        TlsHandshake handshake = await HandshakeAsync(fixture, fixture.GoodChain);
        await RequireEndAsync(token => fixture.Policy.VerifyAsync(fixture.Concerned, handshake, token).AsTask());
    }

    private static async Task NotWeaker(ITlsPolicyFixture fixture)
    {
        TlsStrength before = (await fixture.Policy.RequireAsync(fixture.Concerned, CancellationToken.None)).Strength;
        if (!await fixture.BreakAsync())
            return;
        TlsStrength after;
        try
        {
            after = (await fixture.Policy.RequireAsync(fixture.Concerned, CancellationToken.None)).Strength;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The relay leaves the host out.
            return;
        }

        Require(after >= before, $"the requirement was {before}, and is {after} now");
    }

    private static async Task<TlsFinding> VerifyAsync(ITlsPolicyFixture fixture, IReadOnlyList<X509Certificate2> chain) =>
        await fixture.Policy.VerifyAsync(fixture.Concerned, await HandshakeAsync(fixture, chain), CancellationToken.None);

    private static async Task<TlsHandshake> HandshakeAsync(ITlsPolicyFixture fixture, IReadOnlyList<X509Certificate2> chain) =>
        Some.Handshake(
            chain) with
        {
            State = (await fixture.Policy.RequireAsync(fixture.Concerned,
                CancellationToken.None) as TlsRequirement.Verification)?.State
        };
}
