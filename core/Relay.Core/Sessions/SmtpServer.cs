using System.Net;
using Microsoft.Extensions.Logging;
using Relay.Core.Sessions.Authentication;
using Relay.Core.Settings;

namespace Relay.Core.Sessions;

/// <summary>Takes mail in over SMTP: owns the listeners and their sessions.</summary>
public sealed class SmtpServer : IAsyncDisposable
{
    private static readonly TimeSpan CertificateLookInterval = TimeSpan.FromMinutes(1);
    private readonly SmtpServerDependencies parts;
    private readonly RelaySettings settings;
    private readonly SessionRegistry registry;
    private readonly AuthThrottle authThrottle;
    private readonly CancellationTokenSource accepting = new();
    private readonly List<SmtpListener> listeners = [];
    private readonly List<Task> loops = [];
    private ITimer? certificateLook;
    private volatile SessionContext context;

    /// <summary>Makes a server that does not listen yet.</summary>
    /// <exception cref="FormatException">A list or an address of the settings is not one.</exception>
    public SmtpServer(RelaySettings settings, SmtpServerDependencies parts)
    {
        (this.settings, this.parts) = (settings, parts);
        authThrottle = new AuthThrottle(parts.Clock);
        context = new SessionContext(settings, parts, credentials: null, authThrottle);
        registry = new SessionRegistry(parts.Clock);
    }

    /// <summary>Where the server listens, in the order of the settings; with real ports for port 0.</summary>
    public IReadOnlyList<IPEndPoint> EndPoints => [.. listeners.Select(listener => listener.EndPoint)];

    /// <summary>Sessions open now.</summary>
    public int Sessions => registry.Count;

    /// <summary>Binds all listeners, then begins to accept; all or none.</summary>
    /// <exception cref="IOException">An address cannot be had, or a certificate or the credential file cannot be read.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await ApplyAsync(settings, cancellationToken);
        ILogger log = parts.Loggers.CreateLogger<SmtpListener>();
        try
        {
            foreach (ListenerSettings listener in settings.Listeners)
                listeners.Add(new SmtpListener(listener, () => context, registry, parts.HighestDescriptor, log));
        }
        catch
        {
            CloseListeners();
            throw;
        }

        foreach (SmtpListener listener in listeners)
            loops.Add(listener.AcceptAsync(accepting.Token));
        certificateLook = parts.Clock.CreateTimer(static server => ((SmtpServer)server!).LookAtCertificates(), this, TimeSpan.Zero,
            CertificateLookInterval);
    }

    /// <summary>Reads certificates again if their files have changed, and tells what is wrong with them; done once a minute as well.</summary>
    public void LookAtCertificates()
    {
        foreach (SmtpListener listener in listeners)
            listener.LookAtCertificate();
    }

    /// <summary>Takes over new settings for the sessions that begin from now on. Listeners stay as they are.</summary>
    /// <exception cref="IOException">The credential file cannot be read; the old settings stay.</exception>
    /// <exception cref="FormatException">A list is not one; the old settings stay.</exception>
    public async Task ApplyAsync(RelaySettings next, CancellationToken cancellationToken)
    {
        CredentialFile? credentials = null;
        if (next.Accept.Credentials.Length > 0)
        {
            ILogger<CredentialFile> log = parts.Loggers.CreateLogger<CredentialFile>();
            credentials = await CredentialFile.OpenAsync(next.Accept.Credentials, parts.Clock, log, cancellationToken);
        }

        context = new SessionContext(next, parts, credentials, authThrottle);
        LookAtCertificates();
    }

    /// <summary>Stops accepting, tells idle clients 421, lets commands and content in progress finish within the deadline, then cuts the rest
    /// off.</summary>
    public async Task StopAsync(TimeSpan deadline)
    {
        await accepting.CancelAsync();
        CloseListeners();
        await Task.WhenAll(loops);
        await registry.StopAsync(deadline);
    }

    public async ValueTask DisposeAsync()
    {
        if (certificateLook is not null)
            await certificateLook.DisposeAsync();
        await StopAsync(TimeSpan.Zero);
        await registry.DisposeAsync();
        accepting.Dispose();
    }

    private void CloseListeners()
    {
        foreach (SmtpListener listener in listeners)
            listener.Dispose();
    }
}
