using System.Runtime.InteropServices;
using System.Threading.Channels;

namespace Relay.Host.Composition;

/// <summary>SIGHUP: the wish that the settings be read again. Several that come while one is being followed are one.</summary>
internal sealed class ReloadSignal : IDisposable
{
    private readonly Channel<bool> wishes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly PosixSignalRegistration registration;

    public ReloadSignal() => registration = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Handle);

    /// <summary>The wishes as they come, until the token fires.</summary>
    public IAsyncEnumerable<bool> ReadAllAsync(CancellationToken cancellationToken) => wishes.Reader.ReadAllAsync(cancellationToken);

    public void Dispose() => registration.Dispose();

    private void Handle(PosixSignalContext context)
    {
        context.Cancel = true;
        wishes.Writer.TryWrite(true);
    }
}
