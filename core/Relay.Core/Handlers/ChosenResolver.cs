using Relay.Core.Dns;
using Relay.Core.Dns.Messages;
using Relay.Sdk.Dns;

namespace Relay.Core.Handlers;

/// <summary>The resolver that the settings choose: the relay's own, or a plugin's by its name, found anew at each question.</summary>
/// <remarks>This object is what plugins get too. Within a call of the plugin's resolver it asks the relay's own resolver, so that a plugin's resolver
/// can ask that for its own questions.</remarks>
/// <param name="own">The relay's own.</param>
/// <param name="handlers">The handlers of all running plugins.</param>
public sealed class ChosenResolver(IDnsResolver own, CurrentHandlers handlers) : IDnsResolver
{
    /// <summary>What <c>dns.resolver</c> says for the relay's own.</summary>
    public const string Own = "stub";

    private static readonly AsyncLocal<bool> IsInside = new();

    /// <summary>The name; set before the first question.</summary>
    public string Name { get; set; } = Own;

    /// <inheritdoc/>
    public ValueTask<DnsAnswer> ResolveAsync(string name, DnsRecordType type, CancellationToken cancellationToken)
    {
        if (Name == Own || IsInside.Value)
            return own.ResolveAsync(name, type, cancellationToken);
        return SpecialNames.Find(new DnsQuestion(DnsName.Canonical(name), type)) is { } known ? new(known)
            : AskPluginAsync(name, type, cancellationToken);
    }

    /// <summary>Whether the caller's flow is a part of a plugin's resolver.</summary>
    internal static bool IsAnswering => IsInside.Value;

    /// <summary>Marks what follows in the caller's flow as a part of a plugin's resolver. To be called in an async method: the mark ends with
    /// it.</summary>
    internal static void GoInside() => IsInside.Value = true;

    private async ValueTask<DnsAnswer> AskPluginAsync(string name, DnsRecordType type, CancellationToken cancellationToken)
    {
        using HandlerLease lease = handlers.Lease();
        return lease.Table.Resolvers.TryGetValue(Name, out IDnsResolver? chosen)
            ? await chosen.ResolveAsync(name, type, cancellationToken)
            : new DnsAnswer { Security = DnsSecurity.Failure, Problem = $"no running plugin has a resolver '{Name}' (dns.resolver)" };
    }
}
