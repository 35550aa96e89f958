using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Relay.TestKit.Peers;

namespace Relay.Core.Tests.Delivery;

/// <summary>A Python script beside the test, which reads octets and writes JSON: another mind about the same octets.</summary>
internal static class PythonScript
{
    public static async Task<JsonElement> RunAsync(string script, ReadOnlyMemory<byte> input, [CallerFilePath] string test = "")
    {
        string python = PeerPrograms.Find("python3") ?? throw new InvalidOperationException("python3 is missing; test.sh installs it");
        var start = new ProcessStartInfo(python, [Path.Combine(Path.GetDirectoryName(test)!, script)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        await process.StandardInput.BaseStream.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, await errors);
        return JsonDocument.Parse(await output).RootElement;
    }
}
