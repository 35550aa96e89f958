using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Relay.Core.Dns;
using Relay.Sdk.Dns;
using Relay.TestKit.Dns;

namespace Relay.Core.Tests.Dns;

/// <summary>A stub in front of fake servers, with a clock that stands still unless it is told to go.</summary>
internal sealed class Stub : IDisposable
{
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private readonly StubResolver resolver;

    public Stub(params IReadOnlyList<FakeDnsServer> servers)
        : this(new StubResolverOptions { Servers = [.. servers.Select(server => server.EndPoint)] })
    {
    }

    public Stub(StubResolverOptions options, Func<ushort>? nextId = null) =>
        resolver = new StubResolver(options, Clock, NullLogger<StubResolver>.Instance, nextId);

    public IDnsResolver Resolver => resolver;

    public FakeTimeProvider Clock { get; } = new();

    public Task<DnsAnswer> AskAsync(string name, DnsRecordType type = DnsRecordType.A, CancellationToken cancellationToken = default) =>
        resolver.ResolveAsync(name, type, cancellationToken).AsTask();

    public void Dispose() => resolver.Dispose();
}
