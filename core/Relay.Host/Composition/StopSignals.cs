using System.Runtime.InteropServices;

namespace Relay.Host.Composition;

/// <summary>SIGTERM and SIGINT as a token. The first asks for a stop in order; a second SIGINT ends the process at once.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly PosixSignalRegistration[] registrations;

    public StopSignals() => registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle),
        PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle),
    ];

    public CancellationToken Token => source.Token;

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in registrations)
            registration.Dispose();
        source.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        if (context.Signal == PosixSignal.SIGINT && source.IsCancellationRequested)
            return;
        context.Cancel = true;
        source.Cancel();
    }
}
