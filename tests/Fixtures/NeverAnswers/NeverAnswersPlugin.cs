using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Relay.Sdk.Events;
using Relay.Sdk.Plugins;

[assembly: RelayPlugin("never-answers", typeof(NeverAnswers.NeverAnswersPlugin))]

namespace NeverAnswers;

/// <summary>Hangs where its settings say: in configure, start, decide, stop, or on its Stopping token.</summary>
public sealed class NeverAnswersPlugin : IRelayPlugin, IDisposable
{
    private NeverAnswersSettings settings = new();
    private ILogger? log;

    public void Configure(IPluginBuilder relay)
    {
        settings = relay.Settings<NeverAnswersSettings>();
        relay.Services.AddSingleton(settings);
        relay.Decide<RecipientOffered, Hang>();
        if (settings.In == "configure")
            new ManualResetEventSlim().Wait();
    }

    public ValueTask StartAsync(IPluginContext context, CancellationToken cancellationToken)
    {
        log = context.Logger;
        if (settings.In == "stopping")
            _ = NeverAsync(context.Stopping);
        return settings.In == "start" ? new(NeverAsync(cancellationToken)) : default;
    }

    public ValueTask StopAsync(CancellationToken cancellationToken)
    {
        log?.Log(LogLevel.Information, "stops");
        return settings.In == "stop" ? new(NeverAsync(cancellationToken)) : default;
    }

    public void Dispose() => log?.Log(LogLevel.Information, "disposed");

    private Task NeverAsync(CancellationToken cancellationToken)
    {
        TaskCompletionSource end = new(TaskCreationOptions.RunContinuationsAsynchronously);
        cancellationToken.Register(() =>
        {
            log?.Log(LogLevel.Information, "told that nobody waits");
            settings.Cancelled(end);
        });
        return end.Task;
    }
}

public sealed record NeverAnswersSettings
{
    [AllowedValues("configure", "start", "decide", "stop", "stopping")]
    public string In { get; init; } = "decide";

    /// <summary>What it does when it is told that nobody waits any more.</summary>
    [AllowedValues("nothing", "heed", "throw", "block")]
    public string WhenCancelled { get; init; } = "nothing";

    internal void Cancelled(TaskCompletionSource end)
    {
        if (WhenCancelled == "heed")
            end.SetResult();
        else if (WhenCancelled == "throw")
            throw new InvalidOperationException("not now");
        else if (WhenCancelled == "block")
            new ManualResetEventSlim().Wait();
    }
}

internal sealed class Hang(NeverAnswersSettings settings) : IDecide<RecipientOffered>
{
    public ValueTask<Verdict> DecideAsync(RecipientOffered moment, CancellationToken cancellationToken) =>
        new(settings.In == "decide" ? new TaskCompletionSource<Verdict>().Task : Task.FromResult(Verdict.Continue));
}
