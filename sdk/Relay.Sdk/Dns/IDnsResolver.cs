namespace Relay.Sdk.Dns;

/// <summary>Asks the DNS. A plugin's own is registered with <see cref="Plugins.IPluginBuilder.DnsResolver{TResolver}"/>.</summary>
/// <remarks>
/// The relay keeps no answers of a plugin's resolver and joins no questions: that is the resolver's. A resolver that throws, is late, or gives
/// records with Bogus or Failure has answered nothing: the answer is <see cref="DnsSecurity.Failure"/>, and mail waits. Within its calls the plugin's
/// <see cref="IDnsResolver"/> is the relay's own resolver.
/// </remarks>
public interface IDnsResolver
{
    /// <summary>Asks one question; follows CNAME; never throws for what the network or the peer does.</summary>
    /// <param name="name">A-labels in any case, without a trailing dot; underscores allowed.</param>
    /// <param name="type">The record type.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    ValueTask<DnsAnswer> ResolveAsync(string name, DnsRecordType type, CancellationToken cancellationToken);
}
