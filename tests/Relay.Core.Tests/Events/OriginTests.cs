using Relay.Core.Settings;
using Relay.Sdk.Events;
using Relay.Sdk.Testing.Clients;

namespace Relay.Core.Tests.Events;

/// <summary>Where a message came from is told with what becomes of it.</summary>
public sealed class OriginTests
{
    private static readonly EventTrial WithLogin = new(static rig => rig.SendAsync())
    {
        Listener = static listener => listener with { Auth = ListenerAuth.Optional },
        Accept = static _ => new AcceptSettings { AuthWithoutTls = true },
    };

    [Fact]
    public async Task The_client_and_its_login_are_told_when_its_message_is_queued_and_when_it_is_delivered()
    {
        await using EventRig rig = await EventRig.StartAsync(WithLogin, tls: false);
        await using ScriptedClient client = await rig.ConnectAsync();
        (await client.AskAsync($"AUTH PLAIN {Convert.ToBase64String("\0alice\0secret"u8)}")).ShouldStartWith("235");
        await EventRig.SendAsync(client, "bob@dest.example");
        await rig.Wire.QuietAsync();

        List<Notice> told = await rig.NoticesAsync();
        var origin = new OriginFacts { Remote = client.EndPoint, Local = rig.EndPoint, Helo = "client.example", AuthenticatedUser = "alice" };
        told.OfType<MessageQueued>().ShouldHaveSingleItem().Origin.ShouldBe(origin);
        told.OfType<RecipientDelivered>().ShouldHaveSingleItem().Origin.ShouldBe(origin);
    }
}
