using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;
using Relay.Sdk.Spool;

namespace Relay.Benchmarks.Spool;

/// <summary>A backlog for one destination, claimed in hundreds, each message's content read, and removed.</summary>
[MemoryDiagnoser]
[SimpleJob(RunStrategy.Throughput, launchCount: 1, warmupCount: 1, iterationCount: 5, invocationCount: 1)]
public class SpoolDrainBenchmarks : IAsyncDisposable
{
    private const int Messages = 20_000;
    private BenchmarkSpool spool = null!;

    [GlobalSetup]
    public async Task Setup()
    {
        spool = new BenchmarkSpool(4 * 1024);
        await spool.Store.StartAsync(CancellationToken.None);
    }

    [IterationSetup]
    public void Fill() => Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(async () =>
    {
        for (int i = 0; i < Messages / 100; i++)
            await spool.StoreAsync(claim: false);
    }))).GetAwaiter().GetResult();

    [GlobalCleanup]
    public async ValueTask DisposeAsync()
    {
        await spool.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Benchmark(OperationsPerInvoke = Messages)]
    public async Task ClaimReadAndComplete()
    {
        while (true)
        {
            IReadOnlyList<ClaimedEntry> claimed = await spool.Store.Queue.ClaimDueAsync(BenchmarkSpool.Destination, BenchmarkSpool.Now, 100,
                CancellationToken.None);
            if (claimed.Count == 0)
                return;
            await Task.WhenAll(claimed.Select(async entry =>
            {
                SpooledContent? content = await spool.Store.Content.OpenAsync(entry.Entry.Message.Id, CancellationToken.None);
                content?.Release();
                await spool.CompleteAsync(entry);
            }));
        }
    }
}
