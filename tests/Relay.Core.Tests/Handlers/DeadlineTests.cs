using Relay.Core.Handlers;
using Relay.Core.Handlers.Guarding;
using Relay.Sdk.Events;
using Relay.Sdk.Plugins;
using Relay.Sdk.Replies;
using Relay.Sdk.Testing;
using Relay.TestKit.Sessions;

namespace Relay.Core.Tests.Handlers;

public sealed class DeadlineTests
{
    private static readonly HandlerCallOptions TwoSeconds = new() { Timeout = TimeSpan.FromSeconds(2) };

    [Fact]
    public async Task Handler_that_never_answers_is_left_behind_at_its_deadline()
    {
        HandlerTrial trial = new();
        trial.Decide<RecipientOffered>((_, _) => new(new TaskCompletionSource<Verdict>().Task), TwoSeconds);

        ValueTask<Verdict> verdict = trial.Publish().DecideAsync(SomeMoment.RecipientOffered(), CancellationToken.None);
        trial.Time.Advance(TimeSpan.FromSeconds(1.9));
        verdict.IsCompleted.ShouldBeFalse();
        trial.Time.Advance(TimeSpan.FromSeconds(0.1));

        (await verdict).ShouldBeOfType<Verdict.Deferred>();
        trial.Guards[0].Counters.Errors.ShouldBe(1);
    }

    [Fact]
    public async Task Handler_hears_of_its_deadline_by_the_token()
    {
        CancellationToken seen = default;
        HandlerTrial trial = new();
        trial.Decide<RecipientOffered>(
            async (_, token) =>
            {
                seen = token;
                await Task.Delay(Timeout.Infinite, token);
                return Verdict.Continue;
            },
            TwoSeconds);

        ValueTask<Verdict> verdict = trial.Publish().DecideAsync(SomeMoment.RecipientOffered(), CancellationToken.None);
        trial.Time.Advance(TimeSpan.FromSeconds(2));

        (await verdict).ShouldBeOfType<Verdict.Deferred>();
        seen.IsCancellationRequested.ShouldBeTrue();
    }

    [Fact]
    public async Task What_a_handler_hangs_on_its_token_cannot_throw_into_the_clock_or_the_session()
    {
        foreach (bool sessionEnds in (bool[])[false, true])
        {
            HandlerTrial trial = new();
            trial.Decide<RecipientOffered>(
                (_, token) =>
                {
                    token.Register(() => throw new InvalidOperationException("hung on it"));
                    return new(new TaskCompletionSource<Verdict>().Task);
                },
                TwoSeconds);
            using CancellationTokenSource session = new();

            Task<Verdict> verdict = trial.Publish().DecideAsync(SomeMoment.RecipientOffered(), session.Token).AsTask();
            if (sessionEnds)
            {
                await session.CancelAsync();
                await Should.ThrowAsync<OperationCanceledException>(verdict);
            }
            else
            {
                trial.Time.Advance(TimeSpan.FromSeconds(2));
                (await verdict).ShouldBeOfType<Verdict.Deferred>();
            }

            await TestServer.UntilAsync(() => trial.Log.Lines.Any(line => line.Contains("what handler-0 had registered on its token threw")
                && line.Contains("hung on it")));
        }
    }

    [Fact]
    public async Task What_a_handler_hangs_on_its_token_cannot_hold_up_the_clock_or_the_session()
    {
        using ManualResetEventSlim release = new();
        HandlerTrial trial = new();
        trial.Decide<RecipientOffered>(
            (_, token) =>
            {
                token.Register(release.Wait);
                return new(new TaskCompletionSource<Verdict>().Task);
            },
            TwoSeconds);

        Task<Verdict> verdict = trial.Publish().DecideAsync(SomeMoment.RecipientOffered(), CancellationToken.None).AsTask();
        Task clock = Task.Run(() => trial.Time.Advance(TimeSpan.FromSeconds(2)), TestContext.Current.CancellationToken);

        await clock.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        (await verdict.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken)).ShouldBeOfType<Verdict.Deferred>();
        release.Set();
    }

    [Fact]
    public async Task Token_of_a_missed_deadline_is_never_given_to_another_call()
    {
        List<CancellationToken> tokens = [];
        HandlerTrial trial = new();
        trial.Decide<RecipientOffered>(
            (_, token) =>
            {
                tokens.Add(token);
                return new(new TaskCompletionSource<Verdict>().Task);
            },
            TwoSeconds with { Breaker = new BreakerSettings { Failures = 0 } });
        CurrentHandlers handlers = trial.Publish();

        for (int i = 0; i < 3; i++)
        {
            ValueTask<Verdict> verdict = handlers.DecideAsync(SomeMoment.RecipientOffered(), CancellationToken.None);
            tokens[^1].IsCancellationRequested.ShouldBeFalse();
            trial.Time.Advance(TimeSpan.FromSeconds(2));
            await verdict;
        }

        tokens.Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public async Task Each_handler_has_the_whole_of_its_own_deadline()
    {
        HandlerTrial trial = new();
        TaskCompletionSource<Verdict> first = new(), second = new();
        trial.Decide<RecipientOffered>((_, _) => new(first.Task), TwoSeconds);
        trial.Decide<RecipientOffered>((_, _) => new(second.Task), TwoSeconds);

        ValueTask<Verdict> verdict = trial.Publish().DecideAsync(SomeMoment.RecipientOffered(), CancellationToken.None);
        trial.Time.Advance(TimeSpan.FromSeconds(1.5));
        first.SetResult(Verdict.Continue);
        trial.Time.Advance(TimeSpan.FromSeconds(1.5));
        second.SetResult(Verdict.Reject(new SmtpReply(550, "5.7.1", "No")));

        (await verdict).ShouldBeOfType<Verdict.Rejected>();
    }

    [Fact]
    public async Task Session_that_ends_ends_the_wait_and_is_nobodys_failure()
    {
        HandlerTrial trial = new();
        trial.Decide<RecipientOffered>((_, _) => new(new TaskCompletionSource<Verdict>().Task), TwoSeconds);
        using CancellationTokenSource session = new();

        ValueTask<Verdict> verdict = trial.Publish().DecideAsync(SomeMoment.RecipientOffered(), session.Token);
        await session.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(async () => await verdict);
        trial.Guards[0].Counters.Errors.ShouldBe(0);
    }

    [Fact]
    public async Task Answer_after_the_deadline_changes_nothing()
    {
        TaskCompletionSource<Verdict> late = new();
        HandlerTrial trial = new();
        trial.Decide<RecipientOffered>((_, _) => new(late.Task), TwoSeconds);

        ValueTask<Verdict> verdict = trial.Publish().DecideAsync(SomeMoment.RecipientOffered(), CancellationToken.None);
        trial.Time.Advance(TimeSpan.FromSeconds(2));
        Verdict given = await verdict;
        late.SetException(new InvalidOperationException("much later"));

        given.ShouldBeOfType<Verdict.Deferred>();
        trial.Log.Lines.ShouldContain(line => line.Contains("given up") && line.Contains("much later"));
    }

    [Fact]
    public async Task Policy_holds_for_a_missed_deadline_as_for_a_throw()
    {
        HandlerTrial trial = new();
        trial.Decide<RecipientOffered>((_, _) => new(new TaskCompletionSource<Verdict>().Task), TwoSeconds with { OnError = FailurePolicy.Ignore });

        ValueTask<Verdict> verdict = trial.Publish().DecideAsync(SomeMoment.RecipientOffered(), CancellationToken.None);
        trial.Time.Advance(TimeSpan.FromSeconds(2));

        (await verdict).ShouldBe(Verdict.Continue);
    }
}
