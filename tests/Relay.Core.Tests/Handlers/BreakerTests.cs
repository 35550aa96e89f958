using Relay.Core.Handlers;
using Relay.Core.Handlers.Guarding;
using Relay.Sdk.Events;
using Relay.Sdk.Mail;
using Relay.Sdk.Routing;
using Relay.Sdk.Testing;

namespace Relay.Core.Tests.Handlers;

public sealed class BreakerTests
{
    private static readonly HandlerCallOptions ThreeInTen = new()
    {
        Breaker = new BreakerSettings { Failures = 3, Window = TimeSpan.FromSeconds(10), Open = TimeSpan.FromSeconds(15) },
    };

    private readonly HandlerTrial trial = new();
    private readonly CurrentHandlers handlers;
    private bool broken = true;
    private int calls;

    public BreakerTests()
    {
        trial.Decide<RecipientOffered>(
            (_, _) =>
            {
                calls++;
                return broken ? throw new InvalidOperationException() : new(Verdict.Continue);
            },
            ThreeInTen);
        handlers = trial.Publish();
    }

    [Fact]
    public async Task An_answer_that_cannot_stand_does_not_close_it()
    {
        HandlerTrial routing = new();
        routing.Add((table, guard) => table.AddRouter(new Answering(null), guard), ThreeInTen);
        IRouter router = routing.Publish().Routers[0];
        RouteQuery query = new(Mailbox.Parse("bob@dest.example"), ReversePath.Null);
        for (int i = 0; i < 3; i++)
            await router.RouteAsync(query, CancellationToken.None);
        routing.Time.Advance(TimeSpan.FromSeconds(15));

        (await router.RouteAsync(query, CancellationToken.None)).ShouldBeOfType<RouteAnswer.Unavailable>();

        routing.Guards[0].IsBreakerOpen.ShouldBeTrue();
        routing.Guards[0].Counters.Errors.ShouldBe(4);
    }

    [Fact]
    public async Task Opens_after_the_failures_and_then_spares_the_handler_without_accepting()
    {
        for (int i = 0; i < 10; i++)
            (await AskAsync()).ShouldBeOfType<Verdict.Deferred>();
        calls.ShouldBe(3);
        trial.Guards[0].IsBreakerOpen.ShouldBeTrue();
    }

    [Fact]
    public async Task Failures_further_apart_than_the_window_do_not_open_it()
    {
        for (int i = 0; i < 10; i++)
        {
            await AskAsync();
            trial.Time.Advance(TimeSpan.FromSeconds(6));
        }

        calls.ShouldBe(10);
    }

    [Fact]
    public async Task After_its_rest_one_call_tries_and_closes_it()
    {
        for (int i = 0; i < 3; i++)
            await AskAsync();
        broken = false;
        (await AskAsync()).ShouldBeOfType<Verdict.Deferred>();

        trial.Time.Advance(TimeSpan.FromSeconds(15));

        (await AskAsync()).ShouldBe(Verdict.Continue);
        trial.Guards[0].IsBreakerOpen.ShouldBeFalse();
        (await AskAsync()).ShouldBe(Verdict.Continue);
        calls.ShouldBe(5);
    }

    [Fact]
    public async Task Try_that_fails_begins_another_rest()
    {
        for (int i = 0; i < 3; i++)
            await AskAsync();
        trial.Time.Advance(TimeSpan.FromSeconds(15));

        for (int i = 0; i < 5; i++)
            await AskAsync();

        calls.ShouldBe(4);
    }

    private async Task<Verdict> AskAsync() => await handlers.DecideAsync(SomeMoment.RecipientOffered(), CancellationToken.None);

    private sealed class Answering(RouteAnswer? answer) : IRouter
    {
        public ValueTask<RouteAnswer> RouteAsync(RouteQuery query, CancellationToken cancellationToken) => new(answer!);
    }
}
