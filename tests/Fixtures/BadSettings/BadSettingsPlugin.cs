using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.DependencyInjection;
using Relay.Sdk.Events;
using Relay.Sdk.Plugins;

[assembly: RelayPlugin("bad-settings", typeof(BadSettings.BadSettingsPlugin))]

namespace BadSettings;

/// <summary>Has settings of every kind, so that every kind of mistake can be made.</summary>
public sealed class BadSettingsPlugin : IRelayPlugin
{
    public void Configure(IPluginBuilder relay)
    {
        BadSettingsOptions options = relay.Settings<BadSettingsOptions>();
        if (options.Low > options.High)
            throw new PluginSettingsException("low is above high");
        relay.Services.AddSingleton(options);
        relay.Decide<RecipientOffered, Tell>();
    }
}

public sealed record BadSettingsOptions
{
    [Range(0, 10)]
    public int Low { get; init; }

    [Range(0, 10)]
    public int High { get; init; } = 10;

    public TimeSpan Wait { get; init; } = TimeSpan.FromSeconds(1);

    public DayOfWeek Day { get; init; }

    public IReadOnlyList<string> Names { get; init; } = [];

    public Secret? Password { get; init; }
}

internal sealed class Tell(BadSettingsOptions options) : IDecide<RecipientOffered>
{
    public ValueTask<Verdict> DecideAsync(RecipientOffered moment, CancellationToken cancellationToken) =>
        new(Verdict.Reject(new Relay.Sdk.Replies.SmtpReply(550, "5.7.1",
            $"{options.Password?.Reveal()} {options.Password} {options.Wait.TotalSeconds}")));
}
