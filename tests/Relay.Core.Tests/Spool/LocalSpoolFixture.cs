using Microsoft.Extensions.Logging.Abstractions;
using Relay.Core.Settings;
using Relay.Core.Spool;
using Relay.Sdk.Spool;
using Relay.Sdk.Testing.Spool;

namespace Relay.Core.Tests.Spool;

/// <summary>A local spool in a temporary folder.</summary>
public sealed class LocalSpoolFixture : ISpoolStoreFixture, IDisposable
{
    private readonly TemporaryFolder folder = new();

    public IReadOnlyList<int> Thresholds { get; } = [8 * 1024, 64 * 1024, 128 * 1024];

    public ISpoolStore Create() =>
        new LocalSpool(new SpoolSettings { Path = folder.Path, ReserveOctets = 0 }, TimeProvider.System, NullLoggerFactory.Instance);

    public async ValueTask CrashAsync(ISpoolStore store) => await ((LocalSpool)store).CrashAsync();

    public void Dispose() => folder.Dispose();
}
