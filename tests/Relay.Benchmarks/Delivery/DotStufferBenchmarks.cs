using BenchmarkDotNet.Attributes;
using Relay.Core.Protocol.Client;

namespace Relay.Benchmarks.Delivery;

/// <summary>What the wire form of content costs, copy not included: the usual content, and the worst, a dot at each line start.</summary>
[MemoryDiagnoser]
public class DotStufferBenchmarks
{
    private byte[] content = [];

    [Params(4096, 1024 * 1024)]
    public int Octets { get; set; }

    [Params(false, true)]
    public bool Dots { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        content = new byte[Octets];
        for (int i = 0; i < Octets; i++)
            content[i] = (i % 78) switch { 0 when Dots => (byte)'.', 76 => (byte)'\r', 77 => (byte)'\n', _ => (byte)'x' };
    }

    [Benchmark]
    public int Stuff()
    {
        var stuffer = new DotStuffer();
        int insertions = 0;
        ReadOnlySpan<byte> rest = content;
        while (!rest.IsEmpty)
        {
            rest = rest[stuffer.Next(rest)..];
            insertions += stuffer.Insertion.Length;
        }

        return insertions;
    }
}
