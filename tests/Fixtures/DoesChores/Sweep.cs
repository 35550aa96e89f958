using System.Diagnostics.Metrics;
using Relay.Sdk.Jobs;
using Relay.Sdk.Plugins;

namespace DoesChores;

/// <summary>Fails at its first run, and says so.</summary>
internal sealed class Sweep(IPluginContext relay) : IJob
{
    private readonly Counter<int> counter = relay.Meter.CreateCounter<int>("sweeps");

    public int Runs { get; private set; }

    public ValueTask RunAsync(CancellationToken cancellationToken)
    {
        counter.Add(1);
        if (++Runs == 1)
        {
            relay.Report(Health.Degraded("not swept yet"));
            throw new InvalidOperationException("the broom is gone");
        }

        relay.Report(Health.Good);
        return ValueTask.CompletedTask;
    }
}
