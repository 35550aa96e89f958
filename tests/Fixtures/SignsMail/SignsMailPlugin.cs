using Microsoft.Extensions.DependencyInjection;
using Relay.Sdk.Filters;
using Relay.Sdk.Plugins;

[assembly: RelayPlugin("signs-mail", typeof(SignsMail.SignsMailPlugin))]

namespace SignsMail;

/// <summary>Signs mail as DKIM does, as far as order and octets go.</summary>
public sealed class SignsMailPlugin : IRelayPlugin
{
    public void Configure(IPluginBuilder relay)
    {
        SignsMailSettings settings = relay.Settings<SignsMailSettings>();
        relay.Services.AddSingleton(settings);
        relay.Seal<Sign>(new SealOptions { KeepsEightBit = settings.KeepsEightBit });
    }
}

public sealed record SignsMailSettings
{
    /// <summary>The name of the field.</summary>
    public string Field { get; init; } = "X-Signature";

    public bool KeepsEightBit { get; init; }

    /// <summary>Whether it fails.</summary>
    public bool Fails { get; init; }
}
