using System.Runtime.InteropServices;

namespace Relay.Host.Composition;

/// <summary>The signals of the process: SIGTERM and SIGINT ask for a stop in order, and a second SIGINT ends the process at once.</summary>
/// <remarks>
/// SIGHUP, SIGUSR1 and SIGUSR2 would end the process. Scripts that rotate logs or reload services send them to whatever bears a name, also while it
/// starts; a relay survives them, from the first moment of its code on. <see cref="ReloadSignal"/> makes something of SIGHUP.
/// </remarks>
internal sealed class ProcessSignals : IDisposable
{
    private const PosixSignal SigUsr1 = (PosixSignal)10;
    private const PosixSignal SigUsr2 = (PosixSignal)12;
    private readonly CancellationTokenSource stop = new();
    private readonly List<PosixSignalRegistration> registrations = [];

    public ProcessSignals()
    {
        registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGHUP, Survive));
        // Their numbers are those of Linux.
        if (OperatingSystem.IsLinux())
        {
            registrations.Add(PosixSignalRegistration.Create(SigUsr1, Survive));
            registrations.Add(PosixSignalRegistration.Create(SigUsr2, Survive));
        }

        registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop));
        registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop));
    }

    /// <summary>Fires when the process shall stop in order.</summary>
    public CancellationToken Token => stop.Token;

    /// <summary>Whether SIGHUP, SIGUSR1 and SIGUSR2 leave the process alone. True until the command is known; commands other than the relay end with
    /// their terminal.</summary>
    public bool IsRelay { get; set; } = true;

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in registrations)
            registration.Dispose();
        stop.Dispose();
    }

    private void Survive(PosixSignalContext context) => context.Cancel |= IsRelay;

    private void Stop(PosixSignalContext context)
    {
        if (context.Signal == PosixSignal.SIGINT && stop.IsCancellationRequested)
            return;
        context.Cancel = true;
        stop.Cancel();
    }
}
