namespace Relay.Host.Commands;

/// <summary>What a command tells its caller. Documented in docs/administration.md.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>The command did not do what it was asked to.</summary>
    public const int Failed = 1;

    /// <summary>The command line or the settings are wrong.</summary>
    public const int BadUsage = 2;

    /// <summary>Another relay has the spool.</summary>
    public const int SpoolInUse = 3;
}
