using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Relay.Host.Admin;

/// <summary>The admin endpoint: HTTP on a socket in the spool folder, and on a loopback address when the settings give one.</summary>
/// <remarks>The bare web server, without its application host: a third of the processor time at start, half of the memory (docs/decisions).</remarks>
internal sealed partial class AdminServer : IAsyncDisposable
{
    private readonly AdminFiles files;
    private readonly SocketName socketName;
    private readonly IPEndPoint? address;
    private readonly ILogger<AdminServer> logger;
    private readonly ServiceProvider services;
    private readonly KestrelServer server;

    public AdminServer(AdminFiles files, IPEndPoint? address, ILoggerFactory loggers)
    {
        (this.files, this.address) = (files, address);
        logger = loggers.CreateLogger<AdminServer>();
        services = new ServiceCollection().AddSingleton(loggers).AddLogging().BuildServiceProvider();
        var options = new KestrelServerOptions { ApplicationServices = services, AddServerHeader = false };
        options.Limits.MaxRequestBodySize = 0;
        // The arguments of a plugin's command are in it.
        options.Limits.MaxRequestLineSize = 64 * 1024;
        options.Limits.MaxConcurrentConnections = 64;
        socketName = new SocketName(files.Socket);
        if (socketName.IsUsable)
            options.ListenUnixSocket(socketName.Text);
        if (address is not null)
            options.Listen(address);
        server = new KestrelServer(
            Options.Create(options), new SocketTransportFactory(Options.Create(new SocketTransportOptions { IOQueueCount = 0 }), loggers), loggers);
    }

    /// <exception cref="IOException">The address is taken.</exception>
    public async Task StartAsync(AdminSurface surface, CancellationToken cancellationToken)
    {
        // The spool is ours alone, so a socket that is there is left over.
        File.Delete(files.Socket);
        string token = files.ReadOrMakeToken();
        await server.StartAsync(new AdminApplication(surface, token), cancellationToken);
        if (socketName.IsUsable)
            ShutOthersOut();
        else
            LogTooLong(logger, socketName.Text);
        socketName.Dispose();
        if (address is not null)
            LogListening(logger, address, files.Token);
    }

    public async ValueTask DisposeAsync()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await server.StopAsync(deadline.Token);
        server.Dispose();
        socketName.Dispose();
        await services.DisposeAsync();
        File.Delete(files.Socket);
    }

    private void ShutOthersOut()
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(files.Socket, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        LogSocket(logger, files.Socket);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Admin socket {Socket}", EventName = "admin.socket")]
    private static partial void LogSocket(ILogger logger, string socket);

    [LoggerMessage(Level = LogLevel.Information, Message = "Admin endpoint on http://{Address}/ with the token in {TokenFile}",
        EventName = "admin.listening")]
    private static partial void LogListening(ILogger logger, IPEndPoint address, string tokenFile);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The name {Socket} is too long for a socket: queue commands work through admin.address " +
        "only, or with a shorter spool.path, or a TMPDIR that is short and can be written", EventName = "admin.too-long")]
    private static partial void LogTooLong(ILogger logger, string socket);
}
