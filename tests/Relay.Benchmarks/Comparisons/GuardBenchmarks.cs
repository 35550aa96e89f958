using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;
using Relay.Core.Handlers.Guarding;

namespace Relay.Benchmarks.Comparisons;

/// <summary>The guard of the handlers beside a pipeline of Polly with the same deadline and a breaker, before the same handlers.</summary>
[MemoryDiagnoser]
public class GuardBenchmarks
{
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(200);

    private readonly HandlerGuard guard = new(
        new HandlerIdentity("bench", "handler", "Question"), new HandlerCallOptions { Timeout = Limit }, new PluginSwitch(),
        HandlerThreading.Trusted(), new DeadlinePool(TimeProvider.System), TimeProvider.System, NullLogger.Instance);

    private readonly ResiliencePipeline<int> polly = new ResiliencePipelineBuilder<int>()
        .AddCircuitBreaker(new CircuitBreakerStrategyOptions<int>
        {
            FailureRatio = 0.5,
            MinimumThroughput = 10,
            SamplingDuration = TimeSpan.FromSeconds(60)
        })
        .AddTimeout(new TimeoutStrategyOptions { Timeout = Limit })
        .Build();

    [Benchmark]
    public async ValueTask<bool> GuardAnswersAtOnce() =>
        (await guard.CallAsync(this, 1, static (_, asked, _) => new ValueTask<int>(asked), default)).TryGet(out int _, out HandlerFailure? _);

    [Benchmark]
    public ValueTask<int> PollyAnswersAtOnce() => polly.ExecuteAsync(static (asked, _) => new ValueTask<int>(asked), 1, default);

    [Benchmark]
    public async ValueTask<bool> GuardAnswersLater() =>
        (await guard.CallAsync(this, 1, static (_, asked, _) => LaterAsync(asked), default)).TryGet(out int _, out HandlerFailure? _);

    [Benchmark]
    public ValueTask<int> PollyAnswersLater() => polly.ExecuteAsync(static (asked, _) => LaterAsync(asked), 1, default);

    /// <summary>The two cases that are no matter of time: a handler that does not heed its token, and ten failures among a hundred calls.</summary>
    public static async Task CompareAsync()
    {
        GuardBenchmarks both = new();
        long started = Environment.TickCount64;
        bool answered = (await both.guard.CallAsync(both, 1, static async (_, asked, _) => await DeafAsync(asked), default))
            .TryGet(out int _, out HandlerFailure? _);
        Console.WriteLine($"deaf for 2 s, limit 200 ms: guard {(answered ? "success" : "failure")} after {Environment.TickCount64 - started} ms");
        started = Environment.TickCount64;
        await both.polly.ExecuteAsync(static async (asked, _) => await DeafAsync(asked), 1, default);
        Console.WriteLine($"deaf for 2 s, limit 200 ms: Polly success after {Environment.TickCount64 - started} ms");

        both = new GuardBenchmarks();
        int? guardOpens = null, pollyOpens = null;
        for (int call = 0; call < 100; call++)
        {
            bool fails = call % 10 == 0;
            if (both.guard.MayCall(out _))
                await both.guard.CallAsync(both, fails, static (_, bad, _) => bad ? throw new InvalidOperationException("bad")
                    : new ValueTask<int>(1), default);
            else
                guardOpens ??= call;
            try
            {
                await both.polly.ExecuteAsync(static (bad, _) => bad ? throw new InvalidOperationException("bad")
                    : new ValueTask<int>(1), fails, default);
            }
            catch (BrokenCircuitException)
            {
                pollyOpens ??= call;
            }
            catch (InvalidOperationException)
            {
                continue;
            }
        }

        Console.WriteLine($"10 failures in 100 calls: the guard opens {At(guardOpens)}, Polly {At(pollyOpens)}");
    }

    private static string At(int? call) => call is { } at ? $"before call {at}" : "never";

    private static async ValueTask<int> LaterAsync(int answer)
    {
        await Task.Yield();
        return answer;
    }

    private static async Task<int> DeafAsync(int answer)
    {
        await Task.Delay(2_000, CancellationToken.None);
        return answer;
    }
}
