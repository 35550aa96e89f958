using Relay.Sdk.Spool;
using Relay.Sdk.Testing.Spool;

namespace Relay.Core.Tests.Spool;

public sealed class MemorySpoolConformanceTests
{
    public static TheoryData<string> Promises => [.. SpoolConformance.Promises];

    [Theory]
    [MemberData(nameof(Promises))]
    public Task The_spool_in_memory_keeps_its_promises(string promise) =>
        SpoolConformance.VerifyAsync(promise, new Fixture(), TestContext.Current.CancellationToken);

    private sealed class Fixture : ISpoolStoreFixture
    {
        private MemorySpool? last;

        public IReadOnlyList<int> Thresholds => [];

        public ISpoolStore Create() => last = last is null ? new MemorySpool() : MemorySpool.Reopen(last);

        public ValueTask CrashAsync(ISpoolStore store) => ValueTask.CompletedTask;

        public ValueTask<bool> EndClaimAsync(ISpoolStore store, long entryId)
        {
            ((MemorySpool)store).EndClaim(entryId);
            return new ValueTask<bool>(true);
        }
    }
}
