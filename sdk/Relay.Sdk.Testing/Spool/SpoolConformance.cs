namespace Relay.Sdk.Testing.Spool;

/// <summary>The promises of <see cref="Sdk.Spool.ISpoolStore"/>, each to be verified on a fresh fixture.</summary>
/// <example>
/// With xunit: <c>[Theory, MemberData(nameof(Promises))] public Task Keeps(string promise) => SpoolConformance.VerifyAsync(promise, new MyFixture(),
/// default);</c>
/// </example>
public static class SpoolConformance
{
    private static readonly Dictionary<string, Func<SpoolScene, Task>> Known =
        new[] { DurabilityPromises.All, ContentPromises.All, ClaimPromises.All, UpdatePromises.All, OutboxPromises.All, CrashPromises.All,
            ListingPromises.All }
            .SelectMany(all => all)
            .ToDictionary(promise => promise.Name, promise => promise.Verify);

    /// <summary>The names of all promises, as sentences.</summary>
    public static IReadOnlyList<string> Promises { get; } = [.. Known.Keys];

    /// <summary>Verifies one promise.</summary>
    /// <param name="promise">One of <see cref="Promises"/>.</param>
    /// <param name="fixture">A storage that nothing else uses.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SpoolConformanceException">The store does not keep it.</exception>
    public static async Task VerifyAsync(string promise, ISpoolStoreFixture fixture, CancellationToken cancellationToken)
    {
        if (!Known.TryGetValue(promise, out Func<SpoolScene, Task>? verify))
            throw new ArgumentException($"'{promise}' is not a promise of a spool store", nameof(promise));
        await using var scene = new SpoolScene(fixture, cancellationToken);
        await scene.OpenAsync();
        await verify(scene);
    }
}
