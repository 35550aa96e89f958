using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.DependencyInjection;
using Relay.Sdk.Events;
using Relay.Sdk.Plugins;

[assembly: RelayPlugin("never-answers", typeof(NeverAnswers.NeverAnswersPlugin))]

namespace NeverAnswers;

/// <summary>Hangs where its settings say: in configure, start, decide or stop.</summary>
public sealed class NeverAnswersPlugin : IRelayPlugin
{
    private NeverAnswersSettings settings = new();

    public void Configure(IPluginBuilder relay)
    {
        settings = relay.Settings<NeverAnswersSettings>();
        relay.Services.AddSingleton(settings);
        relay.Decide<RecipientOffered, Hang>();
        if (settings.In == "configure")
            new ManualResetEventSlim().Wait();
    }

    public ValueTask StartAsync(IPluginContext context, CancellationToken cancellationToken) =>
        settings.In == "start" ? Never(cancellationToken) : default;

    public ValueTask StopAsync(CancellationToken cancellationToken) =>
        settings.In == "stop" ? Never(cancellationToken) : default;

    private ValueTask Never(CancellationToken cancellationToken)
    {
        settings.HangOn(cancellationToken);
        return new(new TaskCompletionSource().Task);
    }
}

public sealed record NeverAnswersSettings
{
    [AllowedValues("configure", "start", "decide", "stop")]
    public string In { get; init; } = "decide";

    /// <summary>What it does when it is told that nobody waits any more.</summary>
    [AllowedValues("nothing", "throw", "block")]
    public string WhenCancelled { get; init; } = "nothing";

    internal void HangOn(CancellationToken cancellationToken)
    {
        if (WhenCancelled == "throw")
            cancellationToken.Register(() => throw new InvalidOperationException("not now"));
        else if (WhenCancelled == "block")
            cancellationToken.Register(new ManualResetEventSlim().Wait);
    }
}

internal sealed class Hang(NeverAnswersSettings settings) : IDecide<RecipientOffered>
{
    public ValueTask<Verdict> DecideAsync(RecipientOffered moment, CancellationToken cancellationToken) =>
        new(settings.In == "decide" ? new TaskCompletionSource<Verdict>().Task : Task.FromResult(Verdict.Continue));
}
