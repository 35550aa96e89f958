using Relay.Sdk.Testing.Spool;

namespace Relay.Core.Tests.Spool;

public sealed class LocalSpoolConformanceTests
{
    public static TheoryData<string> Promises => [.. SpoolConformance.Promises];

    [Theory]
    [MemberData(nameof(Promises))]
    public async Task The_local_spool_keeps_its_promises(string promise)
    {
        using var fixture = new LocalSpoolFixture();
        await SpoolConformance.VerifyAsync(promise, fixture, TestContext.Current.CancellationToken);
    }
}
