using System.Buffers;
using System.Reflection;
using Relay.Core.Plugins;
using Relay.Core.Scheduling.Entries;
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

    [Fact]
    public async Task A_commit_stands_when_its_content_cannot_tell_its_length()
    {
        PluginSpool spool = Guarded(Keeps(new FaultyContent { TellsLength = false }));

        SpoolReceipt receipt = await spool.CommitAsync(new SpoolChange(), default);

        receipt.Entries.ShouldHaveSingleItem().Content.ShouldBeNull("it is read from the spool");
        (await spool.ClaimAsync(1, default)).ShouldNotBeNull().Content.ShouldBeNull();
        (await spool.ClaimDueAsync("dest.example", default, 1, default)).ShouldHaveSingleItem().Content.ShouldBeNull();
        (await spool.ClaimAttentionAsync(default, 1, default)).ShouldHaveSingleItem().Content.ShouldBeNull();
    }

    [Fact]
    public async Task Content_that_cannot_be_freed_is_logged_once_the_last_holder_is_done()
    {
        FaultyContent own = new();
        SpoolReceipt receipt = await Guarded(Keeps(own)).CommitAsync(new SpoolChange(), default);
        SpooledContent shared = receipt.Entries[0].Content.ShouldNotBeNull().Share();

        new ContentMemory(limit: 0).Admit(receipt.Entries[0], sharers: 1).Claimed.Content.ShouldBeNull();
        own.Freed.ShouldBe(0);
        shared.Release();

        own.Freed.ShouldBe(1);
        log.Lines.ShouldHaveSingleItem().ShouldContain("failed at freeing content");
    }

    [Fact]
    public async Task Content_that_cannot_be_read_fails_with_an_io_exception()
    {
        SpooledContent content = (await Guarded(Keeps(new FaultyContent())).OpenContentAsync(new MessageId(1), default)).ShouldNotBeNull();

        content.LengthOctets.ShouldBe(5);
        Should.Throw<IOException>(() => content.Memory);
        await Should.ThrowAsync<IOException>(async () => await content.OpenReadAsync(default));
        await Should.ThrowAsync<IOException>(async () => await Guarded(Keeps(new FaultyContent { TellsLength = false })).OpenContentAsync(new MessageId(1), default));
    }

    [Fact]
    public async Task A_store_is_given_its_own_entries_back()
    {
        ISpoolStore store = Keeps(new FaultyContent());
        PluginSpool spool = Guarded(store);
        ClaimedEntry claimed = (await spool.ClaimAsync(1, default)).ShouldNotBeNull();

        spool.Release([claimed, claimed with { Content = null }]);

        ((Keeping)(object)store).Released.ShouldNotBeNull().Select(entry => entry.Content).ShouldBe([((Keeping)(object)store).Content, null]);
    }

    private static ISpoolStore Keeps(FaultyContent content)
    {
        ISpoolStore store = DispatchProxy.Create<ISpoolStore, Keeping>();
        ((Keeping)(object)store).Content = content;
        return store;
    }

    private PluginSpool Guarded(ISpoolStore store) => new(store, Guard());

    private PluginSpoolGuard Guard() => new("faulty", "trial", log.CreateLogger("spool"));

#pragma warning disable CA1852 // the proxy derives from it
    public class Faulty : DispatchProxy
    {
        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => throw new InvalidOperationException("a fault");
    }

    /// <summary>Keeps one entry, whatever it is asked for.</summary>
    public class Keeping : DispatchProxy
    {
        public SpooledContent? Content { get; set; }

        public IReadOnlyList<ClaimedEntry>? Released { get; private set; }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            ClaimedEntry entry = new(null!, Content);
            switch (targetMethod!.Name)
            {
                case nameof(ISpoolStore.CommitAsync):
                    return new ValueTask<SpoolReceipt>(new SpoolReceipt([entry], []));
                case nameof(ISpoolStore.ClaimDueAsync) or nameof(ISpoolStore.ClaimAttentionAsync):
                    return new ValueTask<IReadOnlyList<ClaimedEntry>>([entry]);
                case nameof(ISpoolStore.ClaimAsync):
                    return new ValueTask<ClaimedEntry?>(entry);
                case nameof(ISpoolStore.OpenContentAsync):
                    return new ValueTask<SpooledContent?>(Content);
                default:
                    Released = (IReadOnlyList<ClaimedEntry>)args![0]!;
                    return null;
            }
        }
    }

    public sealed class FaultyContent : SpooledContent
    {
        public bool TellsLength { get; init; } = true;

        public int Freed { get; private set; }

        public override long LengthOctets => TellsLength ? 5 : throw new InvalidOperationException("a fault");

        public override ReadOnlySequence<byte>? Memory => throw new InvalidOperationException("a fault");

        public override ValueTask<Stream> OpenReadAsync(CancellationToken cancellationToken) => throw new InvalidOperationException("a fault");

        protected override void Free()
        {
            Freed++;
            throw new InvalidOperationException("a fault");
        }
    }
#pragma warning restore CA1852
}
