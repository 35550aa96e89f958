using Microsoft.Extensions.Time.Testing;
using Relay.Core.Handlers;
using Relay.Core.Handlers.Guarding;
using Relay.Core.Lookups;
using Relay.Core.Tests.Handlers;
using Relay.Sdk.Lookups;

namespace Relay.Core.Tests.Lookups;

/// <summary>How many calls of a lookup run, at once and inside each other.</summary>
public sealed class LookupCallTests
{
    private static readonly LookupQuery Key = new("key");
    private readonly FakeTimeProvider time = new();

    [Fact]
    public async Task Askers_of_the_same_thing_share_one_call()
    {
        TaskCompletionSource<LookupResult> slow = new();
        FakeLookup store = new(_ => new(slow.Task));
        RegisteredLookup lookup = Make(store);

        Task<LookupResult>[] asked = [.. Enumerable.Range(0, 10).Select(_ => lookup.FindAsync(Key, CancellationToken.None).AsTask())];
        Task<LookupResult> other = lookup.FindAsync(new LookupQuery("other"), CancellationToken.None).AsTask();
        slow.SetResult(LookupResult.Of("one"));
        await Task.WhenAll([.. asked, other]);

        store.Asked.Select(query => query.Text).ShouldBe(["key", "other"]);
        await lookup.FindAsync(Key, CancellationToken.None);
        store.Asked.Count.ShouldBe(3);
    }

    [Fact]
    public async Task An_asker_that_gives_up_takes_the_answer_from_nobody()
    {
        TaskCompletionSource<LookupResult> slow = new();
        RegisteredLookup lookup = Make(new FakeLookup(_ => new(slow.Task)));
        using CancellationTokenSource impatient = new();

        Task<LookupResult> first = lookup.FindAsync(Key, impatient.Token).AsTask();
        Task<LookupResult> second = lookup.FindAsync(Key, CancellationToken.None).AsTask();
        await impatient.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(first);
        slow.SetResult(LookupResult.Of("one"));

        (await second).ShouldBeOfType<LookupResult.Found>();
    }

    [Fact]
    public async Task Queries_that_change_the_store_share_nothing()
    {
        TaskCompletionSource<LookupResult> slow = new();
        FakeLookup store = new(_ => new(slow.Task));
        RegisteredLookup lookup = Make(store);

        Task[] asked = [.. Enumerable.Range(0, 3).Select(_ => lookup.FindAsync(new LookupQuery("SET key"), CancellationToken.None).AsTask())];

        store.Asked.Count.ShouldBe(3);
        slow.SetResult(LookupResult.NoMatch());
        await Task.WhenAll(asked);
    }

    [Fact]
    public async Task No_more_calls_run_at_once_than_the_options_say_and_waiting_has_an_end()
    {
        TaskCompletionSource<LookupResult> slow = new();
        FakeLookup store = new(_ => new(slow.Task));
        RegisteredLookup lookup = Make(store, new LookupOptions { MaxConcurrent = 2 });

        Task<LookupResult>[] asked = [.. Enumerable.Range(0, 3)
            .Select(i => lookup.FindAsync(new LookupQuery($"key {i}"), CancellationToken.None).AsTask())];
        store.Asked.Count.ShouldBe(2);
        time.Advance(TimeSpan.FromSeconds(5));
        (await asked[2]).ShouldBeOfType<LookupResult.Unavailable>().Reason.ShouldBe("lookup fake: 2 calls run already");

        Task<LookupResult> next = lookup.FindAsync(new LookupQuery("key 3"), CancellationToken.None).AsTask();
        slow.SetResult(LookupResult.Of("one"));
        (await next).ShouldBeOfType<LookupResult.Found>();
    }

    [Fact]
    public async Task A_lookup_that_asks_itself_gets_the_eighth_call_unavailable()
    {
        int calls = 0;
        RegisteredLookup? lookup = null;
        lookup = Make(new FakeLookup(query =>
        {
            calls++;
            return lookup!.FindAsync(query, CancellationToken.None);
        }), new LookupOptions { MaxConcurrent = 1 });

        (await lookup.FindAsync(Key, CancellationToken.None)).ShouldBeOfType<LookupResult.Unavailable>().Reason.ShouldContain(
            "calls of handlers inside each other");

        // The handler that asks first is the first call.
        calls.ShouldBe(LookupFlow.MostCalls - 1);
        LookupFlow.Current.IsInLookup.ShouldBeFalse();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Two_lookups_that_ask_each_other_under_their_guards_end_on_either_thread(bool trusted)
    {
        HandlerTrial trial = new(trusted ? HandlerThreading.Trusted() : new HandlerThreading());
        CurrentHandlers? handlers = null;
        int calls = 0;
        foreach ((string name, string other) in (ReadOnlySpan<(string, string)>)[("one", "two"), ("two", "one")])
        {
            FakeLookup lookup = new(query =>
            {
                Interlocked.Increment(ref calls);
                return new NamedLookup(other, handlers!).FindAsync(query, CancellationToken.None);
            });
            trial.Add((table, guard) => table.AddLookup(name, new LookupOptions(), lookup, guard));
        }

        handlers = trial.Publish(TimeProvider.System);

        (await handlers.Lookups["one"].FindAsync(Key, CancellationToken.None)).ShouldBeOfType<LookupResult.Unavailable>().Reason.ShouldContain(
            "inside each other");
        calls.ShouldBe(LookupFlow.MostCalls - 1);
    }

    [Fact]
    public async Task Lookups_beside_each_other_are_not_inside_each_other()
    {
        RegisteredLookup inner = Make(new FakeLookup(_ => new(LookupResult.Of("one"))));
        RegisteredLookup outer = Make(new FakeLookup(async query =>
        {
            for (int i = 0; i < 20; i++)
                (await inner.FindAsync(query, CancellationToken.None)).ShouldBeOfType<LookupResult.Found>();
            return LookupResult.NoMatch();
        }));

        (await outer.FindAsync(Key, CancellationToken.None)).ShouldBeOfType<LookupResult.Missing>();
    }

    [Fact]
    public async Task A_handle_finds_its_lookup_anew_at_each_use()
    {
        CurrentHandlers handlers = new HandlerTrial().Publish();
        NamedLookup handle = new("fake", handlers);
        handle.Exists.ShouldBeFalse();
        (await handle.FindAsync($"GET {"x"}", CancellationToken.None)).ShouldBeOfType<LookupResult.Unavailable>().Reason.ShouldBe(
            "no running plugin has a lookup 'fake'");

        HandlerTrial trial = new();
        trial.Add((table, guard) => table.AddLookup("fake", new LookupOptions(), new FakeLookup(query => new(LookupResult.Of(query.Text))), guard));
        handlers.Publish(trial.Build());
        handle.Exists.ShouldBeTrue();
        (await handle.FindAsync($"GET {"x"}", CancellationToken.None)).ShouldBeOfType<LookupResult.Found>().Value.ShouldBe("GET <x>");

        handlers.Publish(new HandlerTrial().Build());
        Should.Throw<InvalidOperationException>(() => handle.Quote("x"));
    }

    private RegisteredLookup Make(FakeLookup store, LookupOptions? options = null) =>
        new("fake", store, options ?? new LookupOptions(), TimeSpan.FromSeconds(5), time);
}
