using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Relay.Core.Handlers.Guarding;

namespace Relay.Core.Plugins;

/// <summary>Makes one kind of failure of all that a plugin's spool store throws.</summary>
/// <param name="name">The store's name.</param>
/// <param name="plugin">The plugin's name.</param>
internal sealed partial class PluginSpoolGuard(string name, string plugin, ILogger logger)
{
    /// <param name="call">The call, with the token that it may see.</param>
    /// <param name="cancellationToken">The relay's own.</param>
    /// <exception cref="IOException">The call failed.</exception>
    internal async ValueTask<T> CallAsync<T>(Func<CancellationToken, ValueTask<T>> call, CancellationToken cancellationToken)
    {
        using PluginCancellation handed = new(cancellationToken);
        try
        {
            return await call(handed.Token);
        }
        catch (Exception thrown) when (thrown is not IOException
            && !(thrown is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            throw Fault(thrown);
        }
    }

    /// <exception cref="IOException">The call failed.</exception>
    internal async ValueTask CallAsync(Func<CancellationToken, ValueTask> call, CancellationToken cancellationToken) =>
        await CallAsync(
            async token =>
            {
                await call(token);
                return true;
            },
            cancellationToken);

    /// <exception cref="IOException">The call failed.</exception>
    internal T Call<T>(Func<T> call)
    {
        try
        {
            return call();
        }
        catch (Exception thrown) when (thrown is not IOException)
        {
            throw Fault(thrown);
        }
    }

    /// <summary>Gives what the store lists.</summary>
    /// <exception cref="IOException">The listing failed.</exception>
    internal async IAsyncEnumerable<T> EachAsync<T>(Func<CancellationToken, IAsyncEnumerable<T>> list,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using PluginCancellation handed = new(cancellationToken);
        IAsyncEnumerator<T> items = Call(() => list(handed.Token).GetAsyncEnumerator(handed.Token));
        try
        {
            while (await CallAsync(_ => items.MoveNextAsync(), cancellationToken))
                yield return items.Current;
        }
        finally
        {
            await TryAsync("the end of a listing", items.DisposeAsync);
        }
    }

    /// <summary>Makes a call and only logs its failure, because the caller can do nothing about it. What has been stored before stays
    /// stored.</summary>
    internal void Try(string what, Action call)
    {
        try
        {
            call();
        }
        catch (Exception thrown)
        {
            LogFailed(name, plugin, what, thrown);
        }
    }

    /// <summary>As <see cref="Try"/>.</summary>
    internal async ValueTask TryAsync(string what, Func<ValueTask> call)
    {
        try
        {
            await call();
        }
        catch (Exception thrown)
        {
            LogFailed(name, plugin, what, thrown);
        }
    }

    /// <summary>What is told of a store that threw something else than a store should.</summary>
    internal static string Problem(string name, string plugin, Exception thrown) =>
        $"the spool store '{name}' of the plugin {plugin} cannot be used: {thrown.GetType().Name}: {thrown.Message}";

    private IOException Fault(Exception thrown) => new(Problem(name, plugin, thrown));

    [LoggerMessage(LogLevel.Error, "the spool store '{Store}' of the plugin {Plugin} failed at {What}",
        EventName = "plugins.plugin-spool-guard-failed")]
    private partial void LogFailed(string store, string plugin, string what, Exception thrown);
}
