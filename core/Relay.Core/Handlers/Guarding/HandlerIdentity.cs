namespace Relay.Core.Handlers.Guarding;

/// <summary>Which handler of which plugin.</summary>
/// <param name="Plugin">The plugin's id, with its instance name after a # when it has one.</param>
/// <param name="Handler">The handler's name within the plugin.</param>
/// <param name="Kind">What it handles: a moment or notice by name, or filter, seal, router, authenticator, tls-policy, lookup, resolver, job,
/// command.</param>
public sealed record HandlerIdentity(string Plugin, string Handler, string Kind)
{
    public override string ToString() => $"{Plugin}/{Handler}";
}
