using BenchmarkDotNet.Running;
using Relay.Benchmarks.Plugins;

if (args is ["loading", .. var folders])
    LoadingCost.Measure(folders);
else
    BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
