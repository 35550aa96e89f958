using System.Runtime.InteropServices;

namespace Relay.Core.Storage;

/// <summary>How many files and sockets a process may have open, and how many of them clients may take.</summary>
/// <remarks>
/// When all are taken, nothing else works: no file of the spool can be opened, no next hop reached, and the runtime ends the process when it cannot
/// start a thread. A quarter of them, but no more than is ever needed, is therefore kept from clients.
/// </remarks>
public sealed partial record DescriptorLimit
{
    /// <summary>With fewer the relay does not start: beside what it has open at rest, clients and deliveries would not find room.</summary>
    public const long Least = 256;

    private const int NumberOfOpenFiles = 7; // RLIMIT_NOFILE
    /// <summary>What the relay itself has open before it serves a client; about 162 were counted.</summary>
    public const long AtRest = 170;

    private const long MaxReserve = 1024;
    private static readonly Lazy<DescriptorLimit?> Own = new(Raise);

    private DescriptorLimit(long most) => Most = most;

    /// <summary>That of this process, raised as far as it may raise it itself; null where it cannot be found out.</summary>
    public static DescriptorLimit? OfThisProcess => Own.Value;

    /// <summary>Descriptors in all.</summary>
    public long Most { get; }

    /// <summary>Descriptors that clients may not take, beside those in use at rest.</summary>
    public long Reserve => Math.Min(MaxReserve, Most / 4);

    /// <summary>The highest descriptor that a client may have.</summary>
    public long HighestForClients => Most - Reserve;

    /// <summary>A limit of that many.</summary>
    public static DescriptorLimit Of(long most) => new(most);

    private static DescriptorLimit? Raise()
    {
        if (!OperatingSystem.IsLinux() || !Environment.Is64BitProcess || Get(NumberOfOpenFiles, out Limits limits) != 0)
            return null;
        if (limits.Soft < limits.Hard)
        {
            Limits raised = limits with { Soft = limits.Hard };
            if (Set(NumberOfOpenFiles, in raised) == 0)
                limits = raised;
        }

        return new DescriptorLimit((long)Math.Min(limits.Soft, long.MaxValue));
    }

    [LibraryImport("libc", EntryPoint = "getrlimit", SetLastError = true)]
    private static partial int Get(int resource, out Limits limits);

    [LibraryImport("libc", EntryPoint = "setrlimit", SetLastError = true)]
    private static partial int Set(int resource, in Limits limits);

    [StructLayout(LayoutKind.Sequential)]
    private record struct Limits(ulong Soft, ulong Hard);
}
