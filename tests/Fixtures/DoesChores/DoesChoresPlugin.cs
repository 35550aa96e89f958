using Relay.Sdk.Jobs;
using Relay.Sdk.Plugins;

[assembly: RelayPlugin("does-chores", typeof(DoesChores.DoesChoresPlugin))]

namespace DoesChores;

/// <summary>A job, a command, a counter and a state of health.</summary>
public sealed class DoesChoresPlugin : IRelayPlugin
{
    public void Configure(IPluginBuilder relay)
    {
        relay.Job<Sweep>(new JobOptions { Every = TimeSpan.FromHours(1), FirstRetry = TimeSpan.FromSeconds(30) });
        relay.Command<Sweeps>("sweeps");
    }
}
