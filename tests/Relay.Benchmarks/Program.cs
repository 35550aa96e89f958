using BenchmarkDotNet.Running;
using Relay.Benchmarks.Comparisons;
using Relay.Benchmarks.Plugins;

switch (args)
{
    case ["loading", .. var folders]:
        LoadingCost.Measure(folders);
        break;
    case ["dns"]:
        await DnsComparison.MeasureAsync();
        break;
    case ["mime"]:
        await MimeComparison.MeasureAsync();
        break;
    case ["polly"]:
        await GuardBenchmarks.CompareAsync();
        break;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
        break;
}
