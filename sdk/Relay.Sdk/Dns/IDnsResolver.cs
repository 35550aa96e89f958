namespace Relay.Sdk.Dns;

/// <summary>Asks the DNS.</summary>
public interface IDnsResolver
{
    /// <summary>Asks one question; follows CNAME; never throws for what the network or the peer does.</summary>
    /// <param name="name">A-labels in any case, without a trailing dot; underscores allowed.</param>
    /// <param name="type">The record type.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    ValueTask<DnsAnswer> ResolveAsync(string name, DnsRecordType type, CancellationToken cancellationToken);
}
