using System.Net;
using System.Net.Sockets;
using DnsClient;
using Microsoft.Extensions.Logging.Abstractions;
using Relay.Core.Dns;
using Relay.Sdk.Dns;
using Relay.TestKit.Dns;

namespace Relay.Benchmarks.Comparisons;

/// <summary>DnsClient and the relay's resolver, put the same questions at the same scripted servers.</summary>
internal static class DnsComparison
{
    private const string Name = "a.example";

    public static async Task MeasureAsync()
    {
        Console.WriteLine($"{"case",-66} {"DnsClient",-48} Relay");
        using (Socket liar = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp))
        {
            liar.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            await CompareAsync("a forged reply from another port, for another question", async query =>
            {
                await liar.SendToAsync(query.Reply().Authentic().WrongQuestion().A(Name, "198.51.100.1").Build(), query.From);
                return [query.Reply().A(Name, "192.0.2.1").Build()];
            });
        }

        await CompareAsync("three replies with a wrong id, then the answer", query => Replies(
            query.Reply().WrongId().A(Name, "198.51.100.1"), query.Reply().WrongId(), query.Reply().WrongId(), query.Reply().A(Name, "192.0.2.1")));
        await CompareAsync("NODATA, SOA minimum 300, asked ten times", query => Replies(query.Reply().Soa("example", 300, 300)), times: 10);
        await CompareAsync("SERVFAIL without an extended error", query => Replies(
            query.CheckingDisabled ? query.Reply().A(Name, "192.0.2.1") : query.Reply().Code(2).Edns()));
        await CompareAsync("a server from before EDNS", query => Replies(query.Edns ? query.Reply().Code(1) : query.Reply().A(Name, "192.0.2.1")));
        await CompareAsync("an alias whose target the server leaves out", query => Replies(
            query.Name == Name ? query.Reply().Cname(Name, "b.example") : query.Reply().A("b.example", "192.0.2.1")));
        await CompareAsync("100 callers with the same question", query => Replies(query.Reply().A(Name, "192.0.2.1")), together: 100);
        await CompareAllocationAsync();
    }

    private static async Task CompareAsync(string name, Func<FakeDnsQuery, Task<IReadOnlyList<byte[]>>> answer, int times = 1, int together = 1)
    {
        string theirs, ours;
        await using (var server = FakeDnsServer.Start(answer))
            theirs = await SeveralAsync(() => AskDnsClientAsync(DnsClientFor(server)), server, times, together);
        await using (var server = FakeDnsServer.Start(answer))
        {
            using StubResolver relay = RelayFor(server);
            ours = await SeveralAsync(() => AskRelayAsync(relay), server, times, together);
        }

        Console.WriteLine($"{name,-66} {theirs,-48} {ours}");
    }

    private static async Task<string> SeveralAsync(Func<Task<string>> ask, FakeDnsServer server, int times, int together)
    {
        string said = "";
        for (int i = 0; i < times; i++)
            said = (await Task.WhenAll(Enumerable.Range(0, together).Select(_ => ask())))[0];
        return $"{said}; {server.Queries.Count} queries";
    }

    private static async Task CompareAllocationAsync()
    {
        await using var server = FakeDnsServer.Start(static query => query.Reply().A(Name, "192.0.2.1"));
        LookupClient client = DnsClientFor(server);
        using StubResolver relay = RelayFor(server);
        long theirs = await AllocatedAsync(async () => await client.QueryAsync(Name, QueryType.A));
        long ours = await AllocatedAsync(async () => await relay.ResolveAsync(Name, DnsRecordType.A, default));
        Console.WriteLine($"{"a cached answer",-66} {theirs + " octets",-48} {ours} octets");
    }

    // Both answer from their caches at once, on the thread that asks.
    private static async Task<long> AllocatedAsync(Func<Task> ask)
    {
        const int Rounds = 10_000;
        for (int i = 0; i < 200; i++)
            await ask();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Rounds; i++)
            ask().GetAwaiter().GetResult();
        return (GC.GetAllocatedBytesForCurrentThread() - before) / Rounds;
    }

    private static async Task<string> AskDnsClientAsync(LookupClient client)
    {
        try
        {
            IDnsQueryResponse said = await client.QueryAsync(Name, QueryType.A);
            return said.HasError ? said.ErrorMessage
                : $"{string.Join(' ', said.Answers.Select(static record => record.RecordType + " " + Last(record.ToString())))} " +
                $"{(said.Header.IsAuthenticData ? "AD" : "")}";
        }
        catch (Exception e)
        {
            return e.GetType().Name;
        }
    }

    private static async Task<string> AskRelayAsync(StubResolver relay)
    {
        DnsAnswer said = await relay.ResolveAsync(Name, DnsRecordType.A, default);
        return $"{said.Security} {string.Join(' ', said.Records.Select(static record => record is DnsRecord.Address address ? address.Value.ToString() : record.Owner))}";
    }

    private static string Last(string text) => text[(text.LastIndexOf(' ') + 1)..];

    private static LookupClient DnsClientFor(FakeDnsServer server) =>
        new(new LookupClientOptions(server.EndPoint) { UseCache = true, ThrowDnsErrors = false, Timeout = TimeSpan.FromSeconds(1), Retries = 1 });

    private static StubResolver RelayFor(FakeDnsServer server) =>
        new(new StubResolverOptions { Servers = [server.EndPoint] }, TimeProvider.System, NullLogger<StubResolver>.Instance);

    private static Task<IReadOnlyList<byte[]>> Replies(params DnsReplyBuilder[] replies) =>
        Task.FromResult<IReadOnlyList<byte[]>>([.. replies.Select(static reply => reply.Build())]);
}
