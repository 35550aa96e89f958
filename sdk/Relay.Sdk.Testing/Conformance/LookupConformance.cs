using Relay.Sdk.Lookups;
using static Relay.Sdk.Testing.Conformance.Promise;

namespace Relay.Sdk.Testing.Conformance;

/// <summary>The promises of <see cref="IMailLookup"/>, each to be verified on a fresh fixture.</summary>
/// <example>With xunit: <c>[Theory, MemberData(nameof(Promises))] public Task Keeps(string promise) => LookupConformance.VerifyAsync(promise, new
/// MyFixture());</c></example>
public static class LookupConformance
{
    // What a peer may write into an address or a HELO argument.
    private static readonly string[] Hostile =
    [
        "", " ", "'", "''", "\"", "\\", "\\'", "`", ";", "--", "' OR '1'='1", "\"; DROP TABLE users; --", "a\r\nFLUSHALL\r\n", "a\0b", "*", "%", "?",
            "_", "${x}", "{0}", "(|(uid=*))", "ü@dömain", "😀", new string('x', 10_000),
    ];

    private static readonly Dictionary<string, Func<ILookupFixture, Task>> Known = new()
    {
        ["A key that is there is Found with its value"] = Found,
        ["A key that is not there is Missing, neither Unavailable nor an empty value"] = Missing,
        ["Any text can be quoted, and is the same each time"] = Quotes,
        ["Whatever a peer writes stays one key that is not there"] = StaysOneKey,
        ["Calls at the same time get their own answers"] = AtOnce,
        ["A call whose token has fired comes to an end"] = Ends,
        ["Without its store it is Unavailable or throws, and is never Missing"] = Unavailable,
    };

    /// <summary>The names of all promises, as sentences.</summary>
    public static IReadOnlyList<string> Promises { get; } = [.. Known.Keys];

    /// <summary>Verifies one promise.</summary>
    /// <param name="promise">One of <see cref="Promises"/>.</param>
    /// <param name="fixture">The lookup.</param>
    /// <exception cref="ConformanceException">The lookup does not keep it.</exception>
    public static Task VerifyAsync(string promise, ILookupFixture fixture) => Promise.VerifyAsync(Known, promise, fixture);

    private static async Task Found(ILookupFixture fixture)
    {
        LookupResult result = await FindAsync(fixture, fixture.Key);
        Require(result is LookupResult.Found found && found.Value == fixture.Value, $"expected '{fixture.Value}', and the answer is {result}");
    }

    private static async Task Missing(ILookupFixture fixture)
    {
        LookupResult result = await FindAsync(fixture, fixture.Key + "-that-is-not-there");
        Require(result is LookupResult.Missing, $"expected Missing, and the answer is {result}");
    }

    private static Task Quotes(ILookupFixture fixture)
    {
        foreach (string text in Hostile)
        {
            string? quoted = fixture.Lookup.Quote(text);
            Require(quoted is not null, $"Quote gives null for '{text}'");
            Require(quoted == fixture.Lookup.Quote(text), $"Quote gives another text the second time for '{text}'");
        }

        return Task.CompletedTask;
    }

    private static async Task StaysOneKey(ILookupFixture fixture)
    {
        foreach (string text in Hostile)
        {
            LookupResult result = await FindAsync(fixture, text + fixture.Key + text + "!");
            Require(result is LookupResult.Missing, $"expected Missing for a key with '{text}' in it, and the answer is {result}");
        }

        await Found(fixture);
    }

    private static async Task AtOnce(ILookupFixture fixture)
    {
        LookupResult[] results = await Task.WhenAll(Enumerable.Range(0, 64)
            .Select(i => Task.Run(() => FindAsync(fixture, i % 2 == 0 ? fixture.Key : $"{fixture.Key}-{i}-that-is-not-there"))));
        for (int i = 0; i < results.Length; i++)
            Require(i % 2 == 0 ? results[i] is LookupResult.Found
                : results[i] is LookupResult.Missing, $"the answer to a call among many is {results[i]}");
    }

    private static Task Ends(ILookupFixture fixture) =>
        RequireEndAsync(token => fixture.Lookup.FindAsync(fixture.QueryFor(fixture.Lookup.Quote(fixture.Key)), token).AsTask());

    private static async Task Unavailable(ILookupFixture fixture)
    {
        if (!await fixture.BreakAsync())
            return;
        LookupResult result;
        try
        {
            result = await FindAsync(fixture, fixture.Key + "-that-is-not-there");
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The relay takes a throw for Unavailable.
            return;
        }

        Require(result is LookupResult.Unavailable, $"expected Unavailable, and the answer is {result}");
    }

    private static async Task<LookupResult> FindAsync(ILookupFixture fixture, string key) =>
        await fixture.Lookup.FindAsync(fixture.QueryFor(fixture.Lookup.Quote(key)), CancellationToken.None);
}
