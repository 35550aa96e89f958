using System.Reflection;
using Relay.Core.Plugins;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;
using Relay.TestKit.Plugins;

namespace Relay.Core.Tests.Plugins;

/// <summary>A plugin's spool store that throws what a store should not throw, at every call.</summary>
public sealed class FaultySpoolTests : IDisposable
{
    private readonly CollectingLoggerFactory log = new();

    public void Dispose() => log.Dispose();

    [Fact]
    public async Task Each_call_that_can_fail_fails_with_an_io_exception()
    {
        PluginSpool spool = Guarded(DispatchProxy.Create<ISpoolStore, Faulty>());
        Func<Task>[] calls =
        [
            async () => await spool.StartAsync(default),
            async () => await Task.FromResult(spool.BeginDraft(new MessageId(1))),
            async () => await spool.CommitAsync(new SpoolChange(), default),
            async () => await spool.ClaimDueAsync("dest.example", default, 1, default),
            async () => await spool.ClaimAttentionAsync(default, 1, default),
            async () => await spool.ClaimAsync(1, default),
            async () => await spool.OpenContentAsync(new MessageId(1), default),
            async () => await spool.ListDestinationsAsync(default).GetAsyncEnumerator().MoveNextAsync(),
            async () => await spool.ListAsync(new QueueFilter(), default).GetAsyncEnumerator().MoveNextAsync(),
            async () => await spool.NextDueAsync("dest.example", default),
            async () => await spool.ReadOutboxAsync(0, 1, default),
            async () => await spool.LoadPositionsAsync(default),
            async () => await spool.SavePositionsAsync(new Dictionary<string, long>(), default),
        ];
        foreach (Func<Task> call in calls)
            (await Should.ThrowAsync<IOException>(call)).Message.ShouldContain("a fault");
    }

    [Fact]
    public void What_follows_a_commit_is_logged_and_does_not_fail()
    {
        PluginSpool spool = Guarded(DispatchProxy.Create<ISpoolStore, Faulty>());

        spool.Release([]);
        spool.MarkInFlight(null!);
        spool.HasRoom.ShouldBeFalse("a store that cannot say so takes no mail");

        log.Lines.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_draft_fails_with_an_io_exception_and_its_end_does_not_fail()
    {
        PluginSpoolDraft draft = new(DispatchProxy.Create<ISpoolDraft, Faulty>(), Guard());
        Should.Throw<IOException>(() => draft.GetSpan());
        Should.Throw<IOException>(() => draft.GetMemory());
        Should.Throw<IOException>(() => draft.Advance(1));
        Should.Throw<IOException>(() => draft.LengthOctets);
        await Should.ThrowAsync<IOException>(async () => await draft.FlushAsync(default));
        await Should.ThrowAsync<IOException>(async () => await draft.ReadBackAsync(default));
        await draft.DisposeAsync();
    }

    private PluginSpool Guarded(ISpoolStore store) => new(store, Guard());

    private PluginSpoolGuard Guard() => new("faulty", "trial", log.CreateLogger("spool"));

#pragma warning disable CA1852 // the proxy derives from it
    public class Faulty : DispatchProxy
    {
        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => throw new InvalidOperationException("a fault");
    }
#pragma warning restore CA1852
}
