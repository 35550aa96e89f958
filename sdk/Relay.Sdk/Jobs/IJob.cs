namespace Relay.Sdk.Jobs;

/// <summary>Work that a plugin does now and then, such as refreshing a list. Registered with <see cref="Plugins.IPluginBuilder.Job"/>.</summary>
/// <remarks>Two runs of a job never overlap. A throw and a missed deadline are logged, and <c>relay plugin list</c> shows them until a run
/// succeeds.</remarks>
public interface IJob
{
    /// <summary>Does the work once.</summary>
    /// <param name="cancellationToken">Fires at the deadline and when the plugin stops.</param>
    ValueTask RunAsync(CancellationToken cancellationToken);
}
