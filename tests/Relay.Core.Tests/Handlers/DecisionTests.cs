using Relay.Core.Handlers;
using Relay.Core.Handlers.Guarding;
using Relay.Sdk.Events;
using Relay.Sdk.Plugins;
using Relay.Sdk.Replies;
using Relay.Sdk.Testing;

namespace Relay.Core.Tests.Handlers;

public sealed class DecisionTests
{
    private static readonly Verdict Refusal = Verdict.Reject(new SmtpReply(550, "5.7.1", "Not here"));

    [Fact]
    public async Task Without_handlers_nothing_is_decided()
    {
        CurrentHandlers handlers = new HandlerTrial().Publish();

        handlers.Decides<RecipientOffered>().ShouldBeFalse();
        (await handlers.DecideAsync(SomeMoment.RecipientOffered(), CancellationToken.None)).ShouldBe(Verdict.Continue);
    }

    [Fact]
    public async Task Handlers_are_asked_in_order_until_one_objects()
    {
        List<string> asked = [];
        HandlerTrial trial = new();
        trial.Decide<RecipientOffered>((_, _) => Note("first", Verdict.Continue));
        trial.Decide<RecipientOffered>((_, _) => Note("second", Refusal));
        trial.Decide<RecipientOffered>((_, _) => Note("third", Verdict.Continue));

        (await trial.Publish().DecideAsync(SomeMoment.RecipientOffered(), CancellationToken.None)).ShouldBe(Refusal with { By = "trial/handler-1" });
        asked.ShouldBe(["first", "second"]);

        ValueTask<Verdict> Note(string name, Verdict verdict)
        {
            asked.Add(name);
            return new(verdict);
        }
    }

    [Fact]
    public async Task Handlers_that_answer_later_keep_their_order()
    {
        List<string> asked = [];
        HandlerTrial trial = new();
        trial.Decide<RecipientOffered>((_, _) => Note("first", Verdict.Continue));
        trial.Decide<RecipientOffered>((_, _) => new(Task.Run(async () => await Note("second", Verdict.Continue))));
        trial.Decide<RecipientOffered>((_, _) => Note("third", Verdict.Continue));
        trial.Decide<RecipientOffered>((_, _) => new(Task.Run(async () => await Note("fourth", Refusal))));

        (await trial.Publish().DecideAsync(SomeMoment.RecipientOffered(), CancellationToken.None)).ShouldBe(Refusal with { By = "trial/handler-3" });
        asked.ShouldBe(["first", "second", "third", "fourth"]);

        ValueTask<Verdict> Note(string name, Verdict verdict)
        {
            asked.Add(name);
            return new(verdict);
        }
    }

    [Fact]
    public void Four_handlers_that_answer_at_once_allocate_nothing()
    {
        HandlerTrial trial = new();
        for (int i = 0; i < 4; i++)
            trial.Decide<RecipientOffered>((_, _) => new(Verdict.Continue));
        CurrentHandlers handlers = trial.Publish(TimeProvider.System);
        RecipientOffered moment = SomeMoment.RecipientOffered();
        Ask(1000);

        // A machine that is busy elsewhere can make one round's calls look slow, and those are watched.
        Enumerable.Range(0, 10).Min(_ => Allocated(() => Ask(10_000))).ShouldBe(0);

        static long Allocated(Action action)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            action();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        void Ask(int times)
        {
            for (int i = 0; i < times; i++)
            {
                ValueTask<Verdict> verdict = handlers.DecideAsync(moment, CancellationToken.None);
                if (!verdict.IsCompletedSuccessfully)
                    throw new InvalidOperationException("did not answer at once");
            }
        }
    }

    [Fact]
    public async Task What_a_handler_leaves_in_async_locals_does_not_reach_the_session()
    {
        AsyncLocal<string?> trace = new();
        HandlerTrial trial = new();
        trial.Decide<RecipientOffered>((_, _) =>
        {
            trace.Value = "plugin";
            return new(Verdict.Continue);
        });
        trace.Value = "session";

        await trial.Publish().DecideAsync(SomeMoment.RecipientOffered(), CancellationToken.None);

        trace.Value.ShouldBe("session");
    }

    [Fact]
    public async Task A_synchronization_context_that_a_handler_leaves_behind_never_holds_up_the_session()
    {
        SynchronizationContext? left = null;
        HandlerTrial trial = new();
        trial.Decide<RecipientOffered>((_, _) =>
        {
            SynchronizationContext.SetSynchronizationContext(new DeadContext());
            return new(Verdict.Continue);
        });
        CurrentHandlers handlers = trial.Publish();

        await Task.Run(async () =>
        {
            for (int i = 0; i < 2; i++)
            {
                await handlers.DecideAsync(SomeMoment.RecipientOffered(), CancellationToken.None);
                left ??= SynchronizationContext.Current;
                await Task.Yield();
            }
        }).WaitAsync(TimeSpan.FromSeconds(30));

        left.ShouldBeNull();
    }

    [Theory]
    [InlineData(FailurePolicy.Tempfail)]
    [InlineData(FailurePolicy.Suspend)]
    public async Task Handler_that_throws_defers_and_its_text_stays_in_the_log(FailurePolicy policy)
    {
        HandlerTrial trial = new();
        trial.Decide<RecipientOffered>((_, _) => throw new InvalidOperationException("password=hunter2"),
            new HandlerCallOptions { OnError = policy });

        Verdict verdict = await trial.Publish().DecideAsync(SomeMoment.RecipientOffered(), CancellationToken.None);

        SmtpReply reply = verdict.ShouldBeOfType<Verdict.Deferred>().Reply;
        reply.ToString().ShouldMatch(@"^451 4\.3\.0 Temporary failure \(incident [0-9A-Z]{8}\)$");
        string incident = reply.Text[^9..^1];
        trial.Log.Lines.ShouldContain(line => line.Contains(incident) && line.Contains("trial") && line.Contains("handler-0")
            && line.Contains("hunter2"));
    }

    [Fact]
    public async Task Handler_that_throws_later_defers_too()
    {
        HandlerTrial trial = new();
        trial.Decide<RecipientOffered>(async (_, _) =>
        {
            await Task.Yield();
            throw new InvalidOperationException("late");
        });

        (await trial.Publish().DecideAsync(SomeMoment.RecipientOffered(), CancellationToken.None)).ShouldBeOfType<Verdict.Deferred>();
    }

    [Fact]
    public async Task Policy_reject_makes_a_failure_permanent()
    {
        HandlerTrial trial = new();
        trial.Decide<RecipientOffered>((_, _) => throw new InvalidOperationException(), new HandlerCallOptions { OnError = FailurePolicy.Reject });

        Verdict verdict = await trial.Publish().DecideAsync(SomeMoment.RecipientOffered(), CancellationToken.None);

        verdict.ShouldBeOfType<Verdict.Rejected>().Reply.ToString().ShouldStartWith("554 5.3.0 ");
    }

    [Fact]
    public async Task Policy_ignore_asks_the_next_handler()
    {
        HandlerTrial trial = new();
        trial.Decide<RecipientOffered>((_, _) => throw new InvalidOperationException(), new HandlerCallOptions { OnError = FailurePolicy.Ignore });
        trial.Decide<RecipientOffered>((_, _) => new(Refusal));

        (await trial.Publish().DecideAsync(SomeMoment.RecipientOffered(), CancellationToken.None)).ShouldBe(Refusal with { By = "trial/handler-1" });
    }

    [Fact]
    public async Task Suspended_plugin_is_not_called_again_and_goes_on_deferring()
    {
        int calls = 0;
        HandlerTrial trial = new();
        trial.Decide<RecipientOffered>(
            (_, _) =>
            {
                calls++;
                throw new InvalidOperationException();
            },
            new HandlerCallOptions { OnError = FailurePolicy.Suspend });
        CurrentHandlers handlers = trial.Publish();

        for (int i = 0; i < 3; i++)
            (await handlers.DecideAsync(SomeMoment.RecipientOffered(), CancellationToken.None)).ShouldBeOfType<Verdict.Deferred>();
        calls.ShouldBe(1);
    }

    [Fact]
    public async Task Failure_refuses_in_the_words_of_each_moment()
    {
        HandlerTrial trial = new();
        trial.Decide<ClientConnected>((_, _) => throw new InvalidOperationException());
        trial.DecideOutbound<ConnectingToHost>((_, _) => throw new InvalidOperationException());
        trial.DecideCertificate((_, _) => throw new InvalidOperationException());
        CurrentHandlers handlers = trial.Publish();

        (await handlers.DecideAsync(SomeMoment.ClientConnected(),
            CancellationToken.None)).ShouldBeOfType<Verdict.Deferred>().Reply.Code.ShouldBe(421);
        (await handlers.DecideOutboundAsync(SomeMoment.ConnectingToHost(), CancellationToken.None)).ShouldBeOfType<HostVerdict.HostSkipped>();
        (await handlers.DecideCertificateAsync(SomeMoment.CertificatePresented(),
            CancellationToken.None)).ShouldBeOfType<CertificateVerdict.Refused>();
    }

    [Fact]
    public async Task No_verdict_at_all_counts_as_a_failure()
    {
        HandlerTrial trial = new();
        trial.Decide<RecipientOffered>((_, _) => default);
        trial.DecideOutbound<ConnectingToHost>((_, _) => default);
        trial.DecideCertificate((_, _) => default);
        CurrentHandlers handlers = trial.Publish();

        (await handlers.DecideAsync(SomeMoment.RecipientOffered(), CancellationToken.None)).ShouldBeOfType<Verdict.Deferred>();
        (await handlers.DecideOutboundAsync(SomeMoment.ConnectingToHost(),
            CancellationToken.None)).ShouldBeOfType<HostVerdict.HostSkipped>().Reason.ShouldContain("incident");
        (await handlers.DecideCertificateAsync(SomeMoment.CertificatePresented(),
            CancellationToken.None)).ShouldBeOfType<CertificateVerdict.Refused>().Reason.ShouldContain("incident");
        trial.Guards.ShouldAllBe(guard => guard.Counters.Errors == 1);
    }

    // What is posted to it never runs.
    private sealed class DeadContext : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state)
        {
        }
    }
}
