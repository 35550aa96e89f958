using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Relay.Sdk.Events;
using Relay.Sdk.Filters;
using Relay.Sdk.Lookups;
using Relay.Sdk.Testing;
using Relay.Sdk.Testing.Conformance;
using Relay.Sdk.Testing.Tls;
using Relay.Sdk.Tls;

namespace Relay.Sdk.Tests.Testing;

/// <summary>The suites pass a handler that keeps its promises, and find one that does not.</summary>
public sealed class ConformanceTests
{
    public static TheoryData<string> Lookups => [.. LookupConformance.Promises];

    public static TheoryData<string> Policies => [.. TlsPolicyConformance.Promises];

    public static TheoryData<string> Filters => [.. FilterConformance.Promises];

    [Theory]
    [MemberData(nameof(Lookups))]
    public Task Lookup_keeps(string promise) => LookupConformance.VerifyAsync(promise, new Table());

    [Theory]
    [MemberData(nameof(Policies))]
    public Task Policy_keeps(string promise) => TlsPolicyConformance.VerifyAsync(promise, new Pins());

    [Theory]
    [MemberData(nameof(Filters))]
    public Task Filter_keeps(string promise) => FilterConformance.VerifyAsync(promise, new Tag("seen"));

    [Fact]
    public async Task Lookup_that_quotes_nothing_is_found()
    {
        await Should.ThrowAsync<ConformanceException>(() => LookupConformance.VerifyAsync("Whatever a peer writes stays one key that is not there",
            new Table { Quotes = false }));
        await Should.ThrowAsync<ConformanceException>(
            () =>
                LookupConformance.VerifyAsync("Without its store it is Unavailable or throws, and is never Missing", new Table { FailsOpen = true }));
    }

    [Fact]
    public async Task Policy_that_looks_at_any_certificate_of_the_chain_is_found() =>
        (await Should.ThrowAsync<ConformanceException>(
            () => TlsPolicyConformance.VerifyAsync("A good leaf behind a strange certificate is not verified", new Pins { LooksAtAll = true })))
            .Message.ShouldStartWith("the leaf counts");

    [Fact]
    public async Task Filter_whose_edit_cannot_be_made_is_found() =>
        (await Should.ThrowAsync<ConformanceException>(() => FilterConformance.VerifyAsync(FilterConformance.Promises[0],
            new Tag(new string('x', 1000)))))
            .Message.ShouldStartWith("a plain message: the filter asked for an edit that cannot be made");

    [Fact]
    public async Task Promise_that_there_is_not_is_refused() =>
        await Should.ThrowAsync<ArgumentException>(() => LookupConformance.VerifyAsync("nothing", new Table()));

    // A query language of one command: GET 'key', with '' for a quote, and ; between commands.
    private sealed class Table : ILookupFixture, IMailLookup
    {
        private bool isBroken;

        public bool Quotes { get; init; } = true;

        public bool FailsOpen { get; init; }

        public IMailLookup Lookup => this;

        public string Key => "alice";

        public string Value => "1";

        public LookupQuery QueryFor(string quoted) => new($"GET '{quoted}'");

        public ValueTask<bool> BreakAsync()
        {
            isBroken = true;
            return new(true);
        }

        public ValueTask<LookupResult> FindAsync(LookupQuery query, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (isBroken && !FailsOpen)
                return new(LookupResult.NotNow("no store"));
            string key = query.Text[5..^1];
            if (key.Replace("''", "", StringComparison.Ordinal).Contains('\''))
                return new(LookupResult.Of("a command of the peer's own"));
            return new(key == Key && !isBroken ? LookupResult.Of(Value) : LookupResult.NoMatch());
        }

        public string Quote(string text) => Quotes ? text.Replace("'", "''", StringComparison.Ordinal) : text;
    }

    private sealed class Pins : ITlsPolicyFixture, ITlsPolicy
    {
        private readonly X509Certificate2 good = TestCertificates.MakeSelfSigned("mx.dest.example");

        public bool LooksAtAll { get; init; }

        public ITlsPolicy Policy => this;

        public TlsTarget Unconcerned => Some.TlsTarget("mx.else.example");

        public TlsTarget Concerned => Some.TlsTarget("mx.dest.example");

        public IReadOnlyList<X509Certificate2> GoodChain => [good];

        public ValueTask<TlsRequirement> RequireAsync(TlsTarget target, CancellationToken cancellationToken) =>
            new(target.HostName == Concerned.HostName ? TlsRequirement.Verify("pinned") with { State = SHA256.HashData(good.RawData) }
                : TlsRequirement.None);

        public ValueTask<TlsFinding> VerifyAsync(TlsTarget target, TlsHandshake handshake, CancellationToken cancellationToken)
        {
            IEnumerable<PeerCertificate> looked = LooksAtAll ? handshake.Chain : handshake.Chain.Take(1);
            return new(looked.Any(certificate => SHA256.HashData(certificate.Der.Span).AsSpan().SequenceEqual((byte[])handshake.State!))
                ? TlsFinding.VerifiedBy("pins")
                : TlsFinding.Fail("not the pinned certificate", TlsResultTypes.ValidationFailure));
        }
    }

    private sealed class Tag(string value) : IMessageFilter
    {
        public ValueTask<FilterResult> FilterAsync(MessageOffered message, CancellationToken cancellationToken) =>
            new(FilterResult.Edit([new MessageEdit.AddHeader("X-Tag", value)]));
    }
}
