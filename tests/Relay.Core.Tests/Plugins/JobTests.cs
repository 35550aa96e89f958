using System.Diagnostics.Metrics;
using Microsoft.Extensions.Time.Testing;
using Relay.Core.Handlers.Guarding;
using Relay.Core.Plugins.Jobs;
using Relay.Sdk.Commands;
using Relay.Sdk.Jobs;
using Relay.Sdk.Plugins;
using Relay.Sdk.Testing;
using Relay.TestKit.Plugins;

namespace Relay.Core.Tests.Plugins;

/// <summary>Jobs, health, meters and commands of plugins.</summary>
public sealed class JobTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task Job_runs_at_the_start_and_then_at_its_period()
    {
        await using Trial trial = new(new JobOptions { Every = Hour });
        trial.Start();
        await trial.UntilAsync(() => trial.Record.NextRun == trial.Started + Hour);
        trial.Runs.ShouldBe([trial.Started]);

        trial.Time.Advance(Hour);
        await trial.UntilAsync(() => trial.Record.NextRun == trial.Started + (2 * Hour));

        trial.Runs.ShouldBe([trial.Started, trial.Started + Hour]);
        trial.Record.LastRun.ShouldBe(trial.Started + Hour);
        trial.Record.LastError.ShouldBeNull();
    }

    [Fact]
    public async Task Job_that_is_not_to_run_at_the_start_waits_for_its_period()
    {
        await using Trial trial = new(new JobOptions { Every = Hour, AtStart = false });
        trial.Start();

        await trial.UntilAsync(() => trial.Record.NextRun == trial.Started + Hour);

        trial.Runs.ShouldBeEmpty();
    }

    [Fact]
    public async Task Job_that_fails_runs_again_soon_then_less_often_and_at_most_at_its_period()
    {
        await using Trial trial = new(new JobOptions { Every = TimeSpan.FromMinutes(2), FirstRetry = TimeSpan.FromSeconds(30) });
        trial.Broken = true;
        trial.Start();
        DateTimeOffset now = trial.Started;

        foreach (int seconds in (int[])[30, 60, 120, 120])
        {
            TimeSpan wait = TimeSpan.FromSeconds(seconds);
            await trial.UntilAsync(() => trial.Record.NextRun == now + wait);
            trial.Record.LastError.ShouldNotBeNull().ShouldStartWith("System.InvalidOperationException: the broom is gone (incident ");
            trial.Time.Advance(wait);
            now += wait;
        }

        await trial.UntilAsync(() => trial.Record.Failures == 5);
        trial.Broken = false;
        trial.Time.Advance(TimeSpan.FromMinutes(2));
        await trial.UntilAsync(() => trial.Record is { Failures: 0, NextRun: not null });
        trial.Record.LastError.ShouldBeNull();
        trial.Log.Lines.ShouldContain(line => line.Contains("job sweep succeeded after 5 failures"));
    }

    [Fact]
    public async Task Job_that_never_ends_is_given_up_at_its_deadline()
    {
        await using Trial trial = new(new JobOptions { Every = Hour, FirstRetry = TimeSpan.FromSeconds(30), Timeout = TimeSpan.FromSeconds(10) });
        trial.Answer = new TaskCompletionSource();
        trial.Start();
        await trial.UntilAsync(() => trial.Runs.Count == 1);

        await trial.UntilAsync(() => trial.Record.LastError is not null, TimeSpan.FromSeconds(1));

        trial.Record.LastError.ShouldNotBeNull().ShouldStartWith("did not end within 10 s (incident ");
    }

    [Fact]
    public async Task Plugin_with_chores_shows_its_job_its_health_its_meter_and_answers_its_command()
    {
        FakeTimeProvider time = new();
        int swept = 0;
        using MeterListener listener = new();
        listener.InstrumentPublished = (instrument, its) =>
        {
            if (instrument.Meter.Name == "relay.plugin.does-chores")
                its.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<int>((_, value, _, _) => Interlocked.Add(ref swept, value));
        listener.Start();
        await using PluginTrial relay = new($$"""{ "plugins": [ { "id": "does-chores", "path": "{{BuiltPlugin.Folder("tests/Fixtures/DoesChores")}}" } ] }""", time);
        await relay.LoadAsync();
        await relay.Host.StartAsync(CancellationToken.None);
        relay.Host.RunJobs();

        await Trial.UntilAsync(time, () => Job() is { LastError: not null, NextRun: not null }, TimeSpan.Zero);
        relay.Host.List()[0].ShouldSatisfyAllConditions(
            plugin => plugin.Health.ShouldBe(HealthState.Degraded),
            plugin => plugin.HealthReason.ShouldBe("not swept yet"));
        time.Advance(TimeSpan.FromSeconds(30));
        await Trial.UntilAsync(time, () => Job() is { LastError: null, NextRun: not null }, TimeSpan.Zero);
        relay.Host.List()[0].Health.ShouldBe(HealthState.Good);
        Volatile.Read(ref swept).ShouldBe(2);

        (await CallAsync()).ShouldBeOfType<CommandAnswer.Result>().Json!.ToJsonString().ShouldBe("""{"sweeps":2}""");
        (await CallAsync("fail")).ShouldBeOfType<CommandAnswer.Failure>().Reason.ShouldBe("the broom is gone");
        (await CallAsync("throw")).ShouldBeOfType<CommandAnswer.Failure>().Reason.ShouldStartWith("plugin does-chores failed (incident ");
        (await CallAsync("nonsense")).ShouldBeOfType<CommandAnswer.Misuse>();
        (await relay.Host.CallAsync("does-chores", "sweep", [], CancellationToken.None)).ShouldBeNull("a job is no command");
        (await relay.Host.CallAsync("nobody", "sweeps", [], CancellationToken.None)).ShouldBeNull();

        await relay.Host.StopAsync();
        Job().NextRun.ShouldBeNull();
        (await CallAsync()).ShouldBeNull("it does not run");

        JobRecord Job() => relay.Host.List()[0].Handlers.Single(handler => handler.Kind == "job").Job!;
        ValueTask<CommandAnswer?> CallAsync(params string[] arguments) =>
            relay.Host.CallAsync("does-chores", "sweeps", arguments, CancellationToken.None);
    }

    private sealed class Trial : IJob, IAsyncDisposable
    {
        private readonly JobRunner runner;

        public Trial(JobOptions options)
        {
            Started = Time.GetUtcNow();
            HandlerCallOptions callOptions = new() { Timeout = options.Timeout, Breaker = new BreakerSettings { Failures = 0 } };
            HandlerGuard guard = new(new HandlerIdentity("trial", "sweep", "job"), callOptions, new PluginSwitch(), HandlerThreading.Trusted(),
                new DeadlinePool(Time), Time, Log.CreateLogger("plugins"));
            runner = new JobRunner(this, options, guard, Time, Log.CreateLogger("plugins"));
        }

        public FakeTimeProvider Time { get; } = new();

        public CapturedLog Log { get; } = new();

        public DateTimeOffset Started { get; }

        public List<DateTimeOffset> Runs { get; } = [];

        public bool Broken { get; set; }

        public TaskCompletionSource? Answer { get; set; }

        public JobRecord Record => runner.Record;

        public void Start() => runner.Start();

        public static async Task UntilAsync(FakeTimeProvider time, Func<bool> condition, TimeSpan step)
        {
            using CancellationTokenSource patience = new(TimeSpan.FromSeconds(30));
            while (!condition())
            {
                patience.Token.ThrowIfCancellationRequested();
                time.Advance(step);
                await Task.Yield();
            }
        }

        public Task UntilAsync(Func<bool> condition, TimeSpan step = default) => UntilAsync(Time, condition, step);

        public async ValueTask RunAsync(CancellationToken cancellationToken)
        {
            Runs.Add(Time.GetUtcNow());
            if (Answer is { } answer)
                await answer.Task;
            if (Broken)
                throw new InvalidOperationException("the broom is gone");
        }

        public ValueTask DisposeAsync() => runner.DisposeAsync();
    }
}
