using Relay.TestKit.Peers;

namespace Relay.Host.Tests.Checks;

/// <summary><c>relay check</c> on files of its own.</summary>
internal sealed class CheckTrial : IDisposable
{
    public TemporaryFolder Folder { get; } = new("check");

    public void Dispose() => Folder.Dispose();

    /// <summary>Runs the command on relay.json and plugins.json as they lie in the folder; the folder's name is left out of what it says.</summary>
    public async Task<CommandRun> RunAsync(params string[] arguments)
    {
        CommandRun run = await CommandRun.OfAsync(["check", "--config", Folder["relay.json"], .. arguments]);
        run.Error.ShouldBeEmpty();
        run.Output.ShouldNotContain("   at ");
        Directory.Exists(Folder["spool"]).ShouldBeFalse();
        return run with { Output = run.Output.Replace(Folder.Path + "/", "", StringComparison.Ordinal) };
    }

    /// <summary>Writes relay.json with a good name and spool, and these keys.</summary>
    public void Write(string keys) => Folder.Write("relay.json", $$"""{ "hostname": "mx.relay.example", "spool": { "path": "spool" }, {{keys}} }""");
}
