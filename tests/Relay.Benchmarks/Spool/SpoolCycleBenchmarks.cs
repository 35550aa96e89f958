using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;

namespace Relay.Benchmarks.Spool;

/// <summary>A message's way through the spool: stored durably, then removed durably; two commits. Allocations include the caller's records, not the
/// body.</summary>
[MemoryDiagnoser]
[SimpleJob(RunStrategy.Throughput, launchCount: 1, warmupCount: 1, iterationCount: 5, invocationCount: 1)]
public class SpoolCycleBenchmarks : IAsyncDisposable
{
    private const int Messages = 2000;
    private BenchmarkSpool spool = null!;

    [Params(1, 20, 100)]
    public int Writers { get; set; }

    [Params(4 * 1024, 100 * 1024)]
    public int Octets { get; set; }

    [GlobalSetup]
    public async Task Setup()
    {
        spool = new BenchmarkSpool(Octets);
        await spool.Store.StartAsync(CancellationToken.None);
    }

    [GlobalCleanup]
    public async ValueTask DisposeAsync()
    {
        await spool.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Benchmark(OperationsPerInvoke = Messages)]
    public Task StoreAndComplete() => Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(async () =>
    {
        for (int i = 0; i < Messages / Writers; i++)
            await spool.CompleteAsync(await spool.StoreAsync(claim: true));
    })));
}
