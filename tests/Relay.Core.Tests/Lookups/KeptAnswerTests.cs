using Microsoft.Extensions.Time.Testing;
using Relay.Core.Lookups;
using Relay.Sdk.Lookups;
using Relay.Sdk.Testing;

namespace Relay.Core.Tests.Lookups;

/// <summary>How long answers are kept, and when the store itself is asked.</summary>
public sealed class KeptAnswerTests
{
    private static readonly LookupQuery Key = new("key");
    private readonly FakeTimeProvider time = new();
    private LookupResult answer = LookupResult.Of("one");

    [Fact]
    public async Task Nothing_is_kept_unless_somebody_says_so()
    {
        (RegisteredLookup lookup, FakeLookup store) = Make(new LookupOptions());

        await AskAsync(lookup, 3);

        store.Asked.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Found_and_missing_are_kept_as_long_as_the_options_say()
    {
        (RegisteredLookup lookup, FakeLookup store) = Make(new LookupOptions
        {
            KeepFound = TimeSpan.FromSeconds(10),
            KeepMissing = TimeSpan.FromSeconds(2)
        });

        await AskAsync(lookup, 2);
        time.Advance(TimeSpan.FromSeconds(9));
        await AskAsync(lookup, 1);
        store.Asked.Count.ShouldBe(1);

        answer = LookupResult.NoMatch();
        time.Advance(TimeSpan.FromSeconds(1));
        await AskAsync(lookup, 2);
        store.Asked.Count.ShouldBe(2);
        time.Advance(TimeSpan.FromSeconds(2));
        await AskAsync(lookup, 1);
        store.Asked.Count.ShouldBe(3);
    }

    [Fact]
    public async Task What_the_answer_says_wins_over_the_options()
    {
        (RegisteredLookup lookup, FakeLookup store) = Make(new LookupOptions { KeepFound = TimeSpan.FromHours(1) });
        answer = LookupResult.Of("one", TimeSpan.FromSeconds(1));

        await AskAsync(lookup, 2);
        store.Asked.Count.ShouldBe(1);
        time.Advance(TimeSpan.FromSeconds(1));
        answer = LookupResult.Of("one", TimeSpan.Zero);
        await AskAsync(lookup, 2);
        store.Asked.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Unavailable_is_never_kept()
    {
        (RegisteredLookup lookup, FakeLookup store) = Make(new LookupOptions
        {
            KeepFound = TimeSpan.FromHours(1),
            KeepMissing = TimeSpan.FromHours(1)
        });
        answer = LookupResult.NotNow("down");

        await AskAsync(lookup, 2);

        store.Asked.Count.ShouldBe(2);
    }

    [Fact]
    public async Task An_old_answer_stands_in_for_an_unavailable_store_by_choice_alone()
    {
        (RegisteredLookup strict, _) = Make(new LookupOptions { KeepFound = TimeSpan.FromSeconds(1) });
        (RegisteredLookup lenient, _) = Make(new LookupOptions { KeepFound = TimeSpan.FromSeconds(1), KeepStale = TimeSpan.FromMinutes(1) });
        await AskAsync(strict, 1);
        await AskAsync(lenient, 1);
        answer = LookupResult.NotNow("down");
        time.Advance(TimeSpan.FromSeconds(30));

        (await strict.FindAsync(Key, CancellationToken.None)).ShouldBeOfType<LookupResult.Unavailable>();
        (await lenient.FindAsync(Key, CancellationToken.None)).ShouldBeOfType<LookupResult.Found>().Value.ShouldBe("one");
        time.Advance(TimeSpan.FromSeconds(31));
        (await lenient.FindAsync(Key, CancellationToken.None)).ShouldBeOfType<LookupResult.Unavailable>();
    }

    [Fact]
    public async Task A_query_that_changes_the_store_is_put_each_time_and_clears_what_was_kept()
    {
        (RegisteredLookup lookup, FakeLookup store) = Make(new LookupOptions { KeepFound = TimeSpan.FromHours(1) });
        await AskAsync(lookup, 1);

        await lookup.FindAsync(new LookupQuery("SET key"), CancellationToken.None);
        await lookup.FindAsync(new LookupQuery("SET key"), CancellationToken.None);
        await AskAsync(lookup, 2);

        store.Asked.Select(query => query.Text).ShouldBe(["key", "SET key", "SET key", "key"]);
    }

    [Fact]
    public async Task An_answer_that_was_on_its_way_when_the_store_was_changed_is_not_kept()
    {
        TaskCompletionSource<LookupResult> slow = new();
        FakeLookup store = new(query => query.Text == "key" ? new(slow.Task) : new(LookupResult.Of("OK")));
        RegisteredLookup lookup = Make(new LookupOptions { KeepFound = TimeSpan.FromHours(1) }, store);

        ValueTask<LookupResult> pending = lookup.FindAsync(Key, CancellationToken.None);
        await lookup.FindAsync(new LookupQuery("SET key"), CancellationToken.None);
        slow.SetResult(LookupResult.Of("before"));
        await pending;
        await lookup.FindAsync(Key, CancellationToken.None);

        store.Asked.Count(query => query == Key).ShouldBe(2);
    }

    [Fact]
    public async Task A_fresh_query_and_a_handler_of_notices_ask_the_store_itself()
    {
        (RegisteredLookup lookup, FakeLookup store) = Make(new LookupOptions { KeepFound = TimeSpan.FromHours(1) });
        await AskAsync(lookup, 1);

        await lookup.FindAsync(Key with { Fresh = true }, CancellationToken.None);
        store.Asked.Count.ShouldBe(2);
        await InNoticeAsync();
        store.Asked.Count.ShouldBe(3);
        await AskAsync(lookup, 1);
        store.Asked.Count.ShouldBe(3);

        async Task InNoticeAsync()
        {
            LookupFlow.Current = LookupFlow.Of([SomeNotice.RecipientDelivered("1")]);
            await AskAsync(lookup, 1);
        }
    }

    [Fact]
    public async Task Room_is_bounded_and_the_least_used_make_it()
    {
        (RegisteredLookup lookup, FakeLookup store) = Make(new LookupOptions { KeepFound = TimeSpan.FromHours(1), MaxKept = 4 });

        for (int i = 0; i < 100; i++)
        {
            await AskAsync(lookup, 1);
            await lookup.FindAsync(new LookupQuery($"other {i}"), CancellationToken.None);
        }

        store.Asked.Count(query => query == Key).ShouldBe(1);
        await lookup.FindAsync(new LookupQuery("other 0"), CancellationToken.None);
        store.Asked.Count(query => query.Text == "other 0").ShouldBe(2);
    }

    [Fact]
    public async Task A_large_answer_is_not_kept()
    {
        (RegisteredLookup lookup, FakeLookup store) = Make(new LookupOptions { KeepFound = TimeSpan.FromHours(1) });
        answer = LookupResult.Of(new string('x', KeptAnswers.MostOfOne + 1));

        await AskAsync(lookup, 2);

        store.Asked.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Answers_of_different_sources_are_apart()
    {
        (RegisteredLookup lookup, FakeLookup store) = Make(new LookupOptions { KeepFound = TimeSpan.FromHours(1) });

        await lookup.FindAsync(Key with { Source = "a" }, CancellationToken.None);
        await lookup.FindAsync(Key with { Source = "b" }, CancellationToken.None);

        store.Asked.Count.ShouldBe(2);
    }

    private static async Task AskAsync(RegisteredLookup lookup, int times)
    {
        for (int i = 0; i < times; i++)
            await lookup.FindAsync(Key, CancellationToken.None);
    }

    private (RegisteredLookup Lookup, FakeLookup Store) Make(LookupOptions options)
    {
        FakeLookup store = new(_ => new(answer));
        return (Make(options, store), store);
    }

    private RegisteredLookup Make(LookupOptions options, FakeLookup store) => new("fake", store, options, TimeSpan.FromSeconds(5), time);
}
