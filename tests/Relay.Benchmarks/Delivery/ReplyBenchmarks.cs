using BenchmarkDotNet.Attributes;
using Relay.Core.Protocol.Client;
using Relay.Sdk.Replies;

namespace Relay.Benchmarks.Delivery;

/// <summary>What reading the replies of one pipelined transaction costs, and making a reply that outlives the buffer.</summary>
[MemoryDiagnoser]
public class ReplyBenchmarks
{
    private static readonly byte[] Pipelined = "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n354 End data with <CR><LF>.<CR><LF>\r\n"u8.ToArray();
    private static readonly byte[] Final = "250 2.0.0 Ok: queued as 4ZxYk31wTfz9s8\r\n"u8.ToArray();

    [Benchmark]
    public int ScanThreeReplies()
    {
        int codes = 0;
        ReadOnlySpan<byte> rest = Pipelined;
        while (!rest.IsEmpty)
        {
            var scanner = default(ReplyScanner);
            scanner.Scan(rest);
            codes += scanner.Code;
            rest = rest[scanner.Length..];
        }

        return codes;
    }

    [Benchmark]
    public SmtpReply MakeReply() => new ReplyView(250, Final).ToReply();
}
