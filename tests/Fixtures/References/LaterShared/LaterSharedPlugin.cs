using Microsoft.Extensions.Logging.Abstractions;
using Relay.Sdk.Plugins;

[assembly: RelayPlugin("later-shared", typeof(LaterShared.LaterSharedPlugin))]

namespace LaterShared;

/// <summary>Refers to an assembly that the relay shares, in a version later than the relay's.</summary>
public sealed class LaterSharedPlugin : IRelayPlugin
{
    public static string LoggerName => nameof(NullLogger) + NullLogger.Instance.GetType().Name;

    public void Configure(IPluginBuilder relay) => ArgumentException.ThrowIfNullOrEmpty(LoggerName);
}
