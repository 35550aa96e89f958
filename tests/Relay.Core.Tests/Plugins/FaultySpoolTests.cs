using System.Buffers;
using System.Reflection;
using Relay.Core.Plugins;
using Relay.Core.Scheduling.Entries;
using Relay.Sdk.Mail;
using Relay.Sdk.Spool;
using Relay.Sdk.Testing;

namespace Relay.Core.Tests.Plugins;

/// <summary>A plugin's spool store that throws what a store should not throw, at every call.</summary>
public sealed class FaultySpoolTests : IDisposable
{
    private readonly CapturedLog log = new();

    public void Dispose() => log.Dispose();

    [Fact]
    public async Task Each_call_that_can_fail_fails_with_an_io_exception()
    {
        PluginSpool spool = Guarded(DispatchProxy.Create<ISpoolStore, Faulty>());
        Func<Task>[] calls =
        [
            async () => await spool.StartAsync(default),
            async () => await spool.Content.BeginAsync(new MessageId(1), false, default),
            async () => await spool.Queue.CommitAsync(new SpoolChange(), default),
            async () => await spool.Queue.ClaimDueAsync("dest.example", default, 1, default),
            async () => await spool.Queue.ClaimForReviewAsync(default, 1, default),
            async () => await spool.Queue.ClaimAsync(1, default),
            async () => await spool.Content.OpenAsync(new MessageId(1), default),
            async () => await spool.Queue.ListDestinationsAsync(default).GetAsyncEnumerator().MoveNextAsync(),
            async () => await spool.Queue.ListAsync(new QueueFilter(), default).GetAsyncEnumerator().MoveNextAsync(),
            async () => await spool.Queue.NextDueAsync("dest.example", default),
            async () => await spool.Queue.CountAsync(new QueueFilter(), default),
            async () => await spool.Queue.MarkInFlightAsync(null!, default),
            async () => await spool.Outbox.ReadAsync(0, 1, default),
            async () => await spool.Outbox.LoadPositionsAsync("relay", default),
            async () => await spool.Outbox.SavePositionsAsync("relay", new Dictionary<string, long>(), default),
        ];
        foreach (Func<Task> call in calls)
            (await Should.ThrowAsync<IOException>(call)).Message.ShouldContain("a fault");
    }

    [Fact]
    public async Task What_nobody_can_do_anything_about_is_logged_and_does_not_fail()
    {
        PluginSpool spool = Guarded(DispatchProxy.Create<ISpoolStore, Faulty>());

        await spool.Queue.ReleaseAsync([], CancellationToken.None);
        spool.Watch.ShouldBeNull();
        spool.Content.HasRoom.ShouldBeFalse("a store that cannot say so takes no mail");

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

        SpoolReceipt receipt = await spool.Queue.CommitAsync(new SpoolChange(), default);

        receipt.Entries.ShouldHaveSingleItem().Content.ShouldBeNull("it is read from the spool");
        (await spool.Queue.ClaimAsync(1, default)).ShouldNotBeNull().Content.ShouldBeNull();
        (await spool.Queue.ClaimDueAsync("dest.example", default, 1, default)).ShouldHaveSingleItem().Content.ShouldBeNull();
        (await spool.Queue.ClaimForReviewAsync(default, 1, default)).ShouldHaveSingleItem().Content.ShouldBeNull();
    }

    [Fact]
    public async Task Content_that_cannot_be_freed_is_logged_once_the_last_holder_is_done()
    {
        FaultyContent own = new();
        SpoolReceipt receipt = await Guarded(Keeps(own)).Queue.CommitAsync(new SpoolChange(), default);
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
        SpooledContent content = (await Guarded(Keeps(new FaultyContent())).Content.OpenAsync(new MessageId(1), default)).ShouldNotBeNull();

        content.LengthOctets.ShouldBe(5);
        Should.Throw<IOException>(() => content.Memory);
        await Should.ThrowAsync<IOException>(async () => await content.OpenReadAsync(default));
        await Should.ThrowAsync<IOException>(
            async () => await Guarded(Keeps(new FaultyContent { TellsLength = false })).Content.OpenAsync(new MessageId(1), default));
    }

    [Fact]
    public async Task A_store_is_given_its_own_entries_back()
    {
        ISpoolStore store = Keeps(new FaultyContent());
        PluginSpool spool = Guarded(store);
        ClaimedEntry claimed = (await spool.Queue.ClaimAsync(1, default)).ShouldNotBeNull();

        await spool.Queue.ReleaseAsync([claimed, claimed with { Content = null }], CancellationToken.None);

        Keeping own = (Keeping)(object)store.Queue;
        own.Released.ShouldNotBeNull().Select(entry => entry.Content).ShouldBe([own.Kept, null]);
    }

    private static ISpoolStore Keeps(FaultyContent content)
    {
        var store = (KeepingStore)(object)DispatchProxy.Create<ISpoolStore, KeepingStore>();
        foreach (object part in new object[] { store.Queue, store.Content })
            ((Keeping)part).Kept = content;
        return (ISpoolStore)(object)store;
    }

    private PluginSpool Guarded(ISpoolStore store) => new(store, Guard());

    private PluginSpoolGuard Guard() => new("faulty", "trial", log.CreateLogger("spool"));

#pragma warning disable CA1852 // the proxy derives from it
    public class Faulty : DispatchProxy
    {
        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => throw new InvalidOperationException("a fault");
    }

    /// <summary>A store of parts that keep one entry.</summary>
    public class KeepingStore : DispatchProxy
    {
        public ISpoolQueue Queue { get; } = DispatchProxy.Create<ISpoolQueue, Keeping>();

        public ISpoolContent Content { get; } = DispatchProxy.Create<ISpoolContent, Keeping>();

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name == "get_Queue" ? Queue : Content;
    }

    /// <summary>Keeps one entry, whatever it is asked for.</summary>
    public class Keeping : DispatchProxy
    {
        public SpooledContent? Kept { get; set; }

        public IReadOnlyList<ClaimedEntry>? Released { get; private set; }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            ClaimedEntry entry = new(null!, Kept);
            switch (targetMethod!.Name)
            {
                case nameof(ISpoolQueue.CommitAsync):
                    return new ValueTask<SpoolReceipt>(new SpoolReceipt([entry], []));
                case nameof(ISpoolQueue.ClaimDueAsync) or nameof(ISpoolQueue.ClaimForReviewAsync):
                    return new ValueTask<IReadOnlyList<ClaimedEntry>>([entry]);
                case nameof(ISpoolQueue.ClaimAsync):
                    return new ValueTask<ClaimedEntry?>(entry);
                case nameof(ISpoolContent.OpenAsync):
                    return new ValueTask<SpooledContent?>(Kept);
                default:
                    Released = (IReadOnlyList<ClaimedEntry>)args![0]!;
                    return default(ValueTask);
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
