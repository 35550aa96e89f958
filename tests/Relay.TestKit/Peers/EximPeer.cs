namespace Relay.TestKit.Peers;

/// <summary>
/// Exim: stores all that comes over SMTP in a maildir, and hands mail given to its command to the relay
/// (over TLS when the sender's domain is <c>tls.example</c>).
/// </summary>
public sealed class EximPeer : IMailStore, IMailClient
{
    private const string User = "Debian-exim";

    private readonly TemporaryFolder folder = new("exim");
    private readonly Maildir maildir;
    private PeerProcess? daemon;

    private EximPeer() => maildir = new Maildir(folder.Folder("mail"));

    public string Name => "exim";

    public int Port { get; } = FreePort.Next();

    public string Log => daemon?.Output + File.ReadAllText(folder["log/mainlog"]);

    public IReadOnlyList<StoredMail> Mail => maildir.Read();

    /// <summary>Why this cannot run here; null when it can.</summary>
    public static string? Missing => PeerPrograms.Missing("exim/usr/sbin/exim4");

    private static string Program => PeerPrograms.Unpacked("exim/usr/sbin/exim4");

    /// <param name="relayPort">Where mail of local senders goes.</param>
    /// <param name="relayTlsPort">Where mail of senders at tls.example goes.</param>
    /// <param name="extras">More settings.</param>
    public static async Task<EximPeer> StartAsync(int relayPort, int relayTlsPort, EximExtras? extras = null)
    {
        var exim = new EximPeer();
        try
        {
            await exim.ConfigureAsync(relayPort, relayTlsPort, extras ?? new EximExtras());
            exim.daemon = PeerProcess.Start(Program, ["-C", exim.folder["exim.conf"], "-bdf", "-q2s"]);
            await exim.daemon.WaitForPortAsync(exim.Port, "220 ");
            return exim;
        }
        catch
        {
            await exim.DisposeAsync();
            throw;
        }
    }

    public async Task SubmitAsync(Submission submission)
    {
        string message = folder[Guid.NewGuid().ToString("N")];
        await File.WriteAllBytesAsync(message, MailText.WithLf(submission.Content));
        // The command takes the message from its standard input; a shell connects the file.
        await PeerProcess.RunAsync("sh",
            ["-c", "exec \"$@\" < \"$0\"", message, Program, "-C", folder["exim.conf"], "-odf", "-oi", "-f", submission.Sender,
                .. submission.Recipients]);
    }

    public async ValueTask DisposeAsync()
    {
        if (daemon is not null) await daemon.DisposeAsync();
        folder.Dispose();
    }

    private async Task ConfigureAsync(int relayPort, int relayTlsPort, EximExtras extras)
    {
        (string? certificate, string? key) = TrialCertificate.Write(folder, "exim.example");
        folder.Folder("log");
        folder.Folder("spool");
        await PeerProcess.RunAsync("chown", ["-R", $"{User}:{User}", folder["log"], folder["spool"], folder["mail"], certificate, key]);
        // What comes over SMTP is stored; what comes from the command line goes to the relay.
        folder.Write("exim.conf", $$"""
            exim_path = {{Program}}
            exim_user = {{User}}
            exim_group = {{User}}
            deliver_drop_privilege = true
            spool_directory = {{folder["spool"]}}
            log_file_path = {{folder["log"]}}/%slog
            pid_file_path = {{folder["spool"]}}/pid
            keep_environment =
            primary_hostname = exim.example
            local_interfaces = 127.0.0.1
            daemon_smtp_ports = {{Port}}
            tls_advertise_hosts = *
            tls_certificate = {{certificate}}
            tls_privatekey = {{key}}
            acl_smtp_rcpt = {{extras.RcptAcl}}
            acl_smtp_data = accept
            acl_not_smtp = accept
            host_lookup =
            rfc1413_query_timeout = 0s
            message_size_limit = 100M
            smtp_accept_max = 100
            smtp_accept_queue_per_connection = 0
            local_from_check = false
            trusted_users = root
            qualify_domain = exim.example
            {{extras.MainSettings}}
            begin routers
            store:
              driver = accept
              condition = ${if def:sender_host_address}
              transport = store
            relay_tls:
              driver = manualroute
              senders = *@tls.example
              route_list = * 127.0.0.1
              self = send
              transport = relay_tls
            relay:
              driver = manualroute
              route_list = * 127.0.0.1
              self = send
              transport = relay
            begin transports
            store:
              driver = appendfile
              directory = {{folder["mail"]}}
              maildir_format
              return_path_add
              envelope_to_add
              user = {{User}}
              group = {{User}}
            relay:
              driver = smtp
              port = {{relayPort}}
              allow_localhost
              hosts_avoid_tls = *
              message_linelength_limit = 1G
            relay_tls:
              driver = smtp
              port = {{relayTlsPort}}
              allow_localhost
              hosts_require_tls = *
              tls_verify_certificates =
              tls_try_verify_hosts =
              message_linelength_limit = 1G
              {{extras.TlsTransport}}
            begin retry
            * * F,1h,2s
            begin authenticators
            {{extras.Authenticators}}
            """);
    }
}
