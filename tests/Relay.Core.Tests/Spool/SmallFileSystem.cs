using System.Diagnostics;

namespace Relay.Core.Tests.Spool;

/// <summary>A file system in memory of a few megabytes, to be filled up. Needs root, which continuous integration has; others skip the test.</summary>
internal sealed class SmallFileSystem : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private SmallFileSystem()
    {
    }

    public string Path => folder.Path;

    public static SmallFileSystem Mount(long octets)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "mounting a file system needs root");
        var made = new SmallFileSystem();
        Run("mount", "-t", "tmpfs", "-o", $"size={octets}", "tmpfs", made.Path);
        return made;
    }

    private static void Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(program, arguments);
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, program);
    }

    public void Dispose()
    {
        Run("umount", "--lazy", Path);
        folder.Dispose();
    }
}
