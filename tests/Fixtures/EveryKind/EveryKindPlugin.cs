using Microsoft.Extensions.DependencyInjection;
using Relay.Sdk.Events;
using Relay.Sdk.Plugins;

[assembly: RelayPlugin("every-kind", typeof(EveryKind.EveryKindPlugin))]

namespace EveryKind;

/// <summary>Implements each kind of handler once, and registers those that its settings name.</summary>
public sealed class EveryKindPlugin : IRelayPlugin
{
    public void Configure(IPluginBuilder relay)
    {
        EveryKindSettings settings = relay.Settings<EveryKindSettings>();
        relay.Services.AddSingleton(settings).AddSingleton<Trouble>();
        foreach (Kind kind in settings.Kinds)
            Register(relay, kind, settings);
    }

    private static void Register(IPluginBuilder relay, Kind kind, EveryKindSettings settings)
    {
        switch (kind)
        {
            case Kind.Decision:
                relay.Decide<ClientConnected, Judge>();
                relay.Decide<HeloOffered, Judge>();
                relay.Decide<SenderOffered, Judge>();
                relay.Decide<RecipientOffered, Judge>();
                relay.Decide<MessageOffered, Judge>();
                relay.DecideOutbound<ConnectingToHost, Judge>();
                relay.DecideOutbound<HostGreeted, Judge>();
                relay.DecideCertificate<Judge>();
                break;
            case Kind.Notice:
                relay.Observe<Notice, Hear>();
                break;
            case Kind.Filter:
                relay.Filter<Stamp>();
                break;
            case Kind.Router:
                relay.Router<Direct>();
                break;
            case Kind.Authenticator:
                relay.Authenticator<Admit>();
                break;
            case Kind.TlsPolicy:
                relay.TlsPolicy<Insist>();
                break;
            case Kind.Lookup:
                relay.Lookup<Tell>(settings.Lookup);
                break;
            case Kind.Circle:
                relay.Lookup<AskOneself>("circle");
                break;
            case Kind.Ask:
                relay.Decide<RecipientOffered, AskLookup>();
                break;
            case Kind.Job:
                relay.Job<Announce>();
                break;
        }
    }
}
