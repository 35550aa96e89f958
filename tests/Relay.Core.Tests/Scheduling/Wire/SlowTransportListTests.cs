using Relay.Core.Settings;
using Relay.Sdk.Events;
using Relay.Sdk.Lists;
using Relay.Sdk.Spool;
using Relay.Sdk.Testing.Hosts;
using Relay.TestKit.Sessions;

namespace Relay.Core.Tests.Scheduling.Wire;

/// <summary>A host list of a transport that looks something up: its mail waits for the answer, and nothing else does.</summary>
public sealed class SlowTransportListTests
{
    [Fact]
    public async Task A_host_hears_nothing_before_hostsRequireTls_has_an_answer_and_other_mail_goes_on()
    {
        var list = new SlowHosts();
        await using ScriptedHost strict = ScriptedHost.Start(new HostManners());
        await using ScriptedHost other = ScriptedHost.Start(new HostManners());
        ScriptedHandlers handlers = new ScriptedHandlers().Observing<ConnectionAttempted>().Observing<ConnectionClosed>();
        await using WireRig rig = await WireRig.StartAsync(
            new RelaySettings
            {
                Routes = [WireRig.Route("strict.example", strict.EndPoint.Port, "strict"), WireRig.Route("other.example", other.EndPoint.Port)],
                Transports = new Dictionary<string, TransportSettings> { ["remote"] = new(), ["strict"] = new() { HostsRequireTls = list } },
            },
            handlers);
        await rig.AcceptAsync("b@strict.example");
        await list.Asked;
        await rig.AcceptAsync("b@other.example");
        await DeliveryRig.UntilAsync(() => other.Messages.Count == 1);
        other.Messages.ShouldHaveSingleItem();
        HearsNothing(strict);

        list.Answer.SetResult(Membership.NotKnown("the lookup is silent"));
        await rig.QuietAsync();
        QueueEntry entry = (await rig.QueueAsync()).ShouldHaveSingleItem();
        entry.Recipients[0].LastReply!.ToString()
            .ShouldBe("451 4.4.3 strict.example [127.0.0.1]: hostsRequireTls gave no answer: the lookup is silent");
        HearsNothing(strict);
        handlers.Notices.Where(static notice => notice.Host!.Transport == "strict").Select(static notice => notice.Name)
            .ShouldBe(["tcp:connect", "tcp:close"]);

        list.Answer = new TaskCompletionSource<Membership>();
        list.Answer.SetResult(Membership.NotListed);
        await rig.AdvanceAsync(TimeSpan.FromMinutes(15));
        strict.Messages.ShouldHaveSingleItem();
        (await rig.QueueAsync()).ShouldBeEmpty();
    }

    private static void HearsNothing(ScriptedHost host) => host.Conversations.ShouldAllBe(static conversation => conversation.Heard.Count == 0);

    private sealed class SlowHosts : HostList
    {
        private readonly TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Asked => asked.Task;

        public TaskCompletionSource<Membership> Answer { get; set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override bool IsEmpty => false;

        public override bool IsConstant => false;

        public override ValueTask<Membership> MatchAsync(HostSubject host, CancellationToken cancellationToken)
        {
            asked.TrySetResult();
            return new(Answer.Task.WaitAsync(cancellationToken));
        }

        public override string ToString() => "slow";
    }
}
