using Relay.Core.Handlers.Guarding;
using Relay.Core.Handlers.Tables;
using Relay.Sdk.Jobs;
using Relay.Sdk.Plugins;

namespace Relay.Core.Plugins;

/// <summary>One handler as its plugin registered it.</summary>
/// <param name="Name">Unique in the plugin, unless one class handles several things.</param>
/// <param name="Kind">As in <see cref="HandlerIdentity.Kind"/>.</param>
/// <param name="Type">The handler's class.</param>
/// <param name="Options">What the plugin says about it.</param>
/// <param name="IsObserver">Whether it hears notices.</param>
/// <param name="Add">Puts the handler, or only its guard when it could not be made, into a table.</param>
internal sealed record HandlerRegistration(
    string Name,
    string Kind,
    Type Type,
    HandlerOptions Options,
    bool IsObserver,
    Action<HandlerTableBuilder, object?, HandlerGuard> Add)
{
    /// <summary>When it runs, if it is a job.</summary>
    internal JobOptions? Job { get; init; }
}
