using Relay.Sdk.Spool;

namespace Relay.Core.Scheduling.Entries;

/// <summary>Which entries may have brought the relay down: they were in flight in more than one crash.</summary>
internal static class CrashSuspects
{
    /// <summary>Crashes from which on an entry is a suspect.</summary>
    public const int Crashes = 2;

    public static bool IsSuspect(QueueEntry entry) => entry.Crashes >= Crashes;
}
