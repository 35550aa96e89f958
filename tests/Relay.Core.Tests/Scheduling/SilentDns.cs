using Relay.Sdk.Dns;

namespace Relay.Core.Tests.Scheduling;

/// <summary>A resolver that never answers for the names under <c>silent.example</c>, and finds 192.0.2.1 for all others, not at once.</summary>
internal sealed class SilentDns : IDnsResolver
{
    private int hanging;

    /// <summary>Questions without an answer.</summary>
    public int Hanging => Volatile.Read(ref hanging);

    public async ValueTask<DnsAnswer> ResolveAsync(string name, DnsRecordType type, CancellationToken cancellationToken)
    {
        if (name.EndsWith(".silent.example", StringComparison.Ordinal))
        {
            Interlocked.Increment(ref hanging);
            try
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }
            finally
            {
                Interlocked.Decrement(ref hanging);
            }
        }

        await Task.Yield();
        return type == DnsRecordType.A
            ? new DnsAnswer
            {
                Security = DnsSecurity.Insecure,
                Records = [new DnsRecord.Address(name, TimeSpan.FromHours(1), System.Net.IPAddress.Parse("192.0.2.1"))]
            }
            : new DnsAnswer { Security = DnsSecurity.Insecure };
    }
}
