using Relay.Sdk.Lookups;
using Relay.Sdk.Mail;

namespace Relay.Sdk.Tests.Lookups;

/// <summary>A query written as an interpolated text: every hole is quoted, nothing else is.</summary>
public sealed class QuotedQueryTests
{
    private readonly EchoingLookup lookup = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_hole_is_quoted_and_the_text_around_is_not()
    {
        string user = "a' OR 1=1 --";
        Mailbox mailbox = Mailbox.Parse("bob@dest.example");
        int number = 1234567;

        Text(await lookup.FindAsync($"SELECT {user}, {mailbox}, {number} FROM 'x'", Token))
            .ShouldBe("SELECT <a' OR 1=1 -->, <bob@dest.example>, <1234567> FROM 'x'");
        Text(await lookup.FindAsync($"{number:X4}{null as string}{1.5}", Token)).ShouldBe("<12D687><><1.5>");
        Text(await lookup.FindAsync($"PING", Token)).ShouldBe("PING");
    }

    [Fact]
    public async Task Holes_may_await() =>
        Text(await lookup.FindAsync($"GET {await Task.FromResult("x")} {await Task.FromResult(5)}", Token)).ShouldBe("GET <x> <5>");

    [Fact]
    public async Task What_cannot_be_quoted_is_not_asked()
    {
        lookup.CannotQuote = true;

        LookupResult result = await lookup.FindAsync($"GET {"x"} {"y"}", Token);

        result.ShouldBeOfType<LookupResult.Unavailable>().Reason.ShouldBe("cannot quote");
        lookup.Asked.ShouldBe(0);
    }

    [Fact]
    public async Task A_lookup_that_takes_a_peers_text_gets_it_as_it_is()
    {
        lookup.Takes = true;

        Text(await lookup.FindAsync($"{"a'b"}", Token)).ShouldBe("a'b");
    }

    private static string Text(LookupResult result) => result.ShouldBeOfType<LookupResult.Found>().Value;

    /// <summary>Answers with the query.</summary>
    private sealed class EchoingLookup : LookupHandle
    {
        public bool CannotQuote { get; set; }

        public bool Takes { get; set; }

        public int Asked { get; private set; }

        public override string Name => "echo";

        public override bool Exists => true;

        public override LookupStyle Style => LookupStyle.Query;

        public override bool TakesTainted => Takes;

        public override ValueTask<LookupResult> FindAsync(LookupQuery query, CancellationToken cancellationToken)
        {
            Asked++;
            return new(LookupResult.Of(query.Text));
        }

        public override string Quote(string text) => CannotQuote ? throw new InvalidOperationException("cannot quote") : $"<{text}>";
    }
}
