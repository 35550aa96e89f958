namespace Relay.TestKit.Peers;

/// <summary>
/// Postfix: stores mail for all domains in a maildir when it came over SMTP, and hands mail given to its sendmail command to the relay
/// (over TLS when the sender's domain is <c>tls.example</c>).
/// </summary>
public sealed class PostfixPeer : IMailStore, IMailClient
{
    private static readonly string[] PrivateQueues =
        ["active", "bounce", "corrupt", "defer", "deferred", "flush", "hold", "incoming", "private", "saved", "trace"];

    private readonly TemporaryFolder folder = new("postfix");
    private readonly Maildir maildir;
    private PeerProcess? master;

    private PostfixPeer() => maildir = new Maildir(folder.Folder("mail"));

    public string Name => "postfix";

    public int Port { get; } = FreePort.Next();

    public string Log => master?.Output + (File.Exists(folder["maillog"]) ? File.ReadAllText(folder["maillog"]) : "");

    public IReadOnlyList<StoredMail> Mail => maildir.Read();

    /// <summary>Why this cannot run here; null when it can.</summary>
    public static string? Missing => PeerPrograms.Missing("postfix/usr/lib/postfix/sbin/master");

    private Dictionary<string, string> Environment => new()
    {
        ["MAIL_CONFIG"] = folder["conf"],
        ["LD_LIBRARY_PATH"] = PeerPrograms.Unpacked("postfix/usr/lib/postfix"),
    };

    /// <param name="relayPort">Where mail of local senders goes.</param>
    /// <param name="relayTlsPort">Where mail of senders at tls.example goes.</param>
    /// <param name="settings">More lines of main.cf.</param>
    /// <param name="login">How clients must log in; null when they need not.</param>
    public static async Task<PostfixPeer> StartAsync(int relayPort, int relayTlsPort, string settings = "", Login? login = null)
    {
        var postfix = new PostfixPeer();
        try
        {
            string wanted = login is null ? "" : await CyrusUsers.WriteAsync(postfix.folder, login);
            await postfix.ConfigureAsync(relayPort, relayTlsPort, $"{settings}\n{wanted}");
            postfix.master = PeerProcess.Start(PeerPrograms.Unpacked("postfix/usr/lib/postfix/sbin/master"),
                ["-c", postfix.folder["conf"], "-d"], postfix.Environment, postfix.folder["spool"]);
            await postfix.master.WaitForPortAsync(postfix.Port, "220 ");
            return postfix;
        }
        catch
        {
            await postfix.DisposeAsync();
            throw;
        }
    }

    public async Task SubmitAsync(Submission submission)
    {
        string message = folder[Guid.NewGuid().ToString("N")];
        await File.WriteAllBytesAsync(message, MailText.WithLf(submission.Content));
        string[] dsn = submission.Dsn is { } wishes ? ["-N", wishes.Notify.ToLowerInvariant(), "-V", wishes.EnvelopeId, "-R",
            wishes.Return.ToLowerInvariant()] : [];
        await PeerProcess.RunAsync("sh",
            ["-c", "exec \"$@\" < \"$0\"", message, PeerPrograms.Unpacked("postfix/usr/sbin/sendmail"), "-i", "-f", submission.Sender, .. dsn,
                .. submission.Recipients],
            Environment);
    }

    public async ValueTask DisposeAsync()
    {
        if (master is not null) await master.DisposeAsync();
        folder.Dispose();
    }

    private async Task ConfigureAsync(int relayPort, int relayTlsPort, string settings)
    {
        (string? certificate, string? key) = TrialCertificate.Write(folder, "postfix.example");
        string[] queues = [.. PrivateQueues.Select(name => folder.Folder($"spool/{name}"))];
        (string? maildrop, string? @public) = (folder.Folder("spool/maildrop"), folder.Folder("spool/public"));
        folder.Folder("spool/pid");
        await PeerProcess.RunAsync("chown", ["postfix", .. queues, maildrop, @public, folder.Folder("data"), folder["mail"]]);
        await PeerProcess.RunAsync("chmod", ["700", .. queues]);
        await PeerProcess.RunAsync("chgrp", ["postdrop", maildrop, @public]);
        await PeerProcess.RunAsync("chmod", ["730", maildrop]);
        await PeerProcess.RunAsync("chmod", ["710", @public]);
        string user = (await PeerProcess.RunAsync("id", ["-u", "postfix"])).Trim();
        string group = (await PeerProcess.RunAsync("id", ["-g", "postfix"])).Trim();

        folder.Write("conf/dynamicmaps.cf", "");
        folder.Write("conf/relayhosts", $"@tls.example [127.0.0.1]:{relayTlsPort}\n");
        // What comes over SMTP is stored (smtpd's content filter is the maildir); what comes from sendmail goes to the relay.
        folder.Write("conf/main.cf", $"""
            compatibility_level = 3.6
            queue_directory = {folder["spool"]}
            data_directory = {folder["data"]}
            daemon_directory = {PeerPrograms.Unpacked("postfix/usr/lib/postfix/sbin")}
            command_directory = {PeerPrograms.Unpacked("postfix/usr/sbin")}
            shlib_directory = {PeerPrograms.Unpacked("postfix/usr/lib/postfix")}
            meta_directory = {folder["conf"]}
            import_environment = MAIL_CONFIG TZ LANG=C LD_LIBRARY_PATH
            export_environment = MAIL_CONFIG TZ LANG LD_LIBRARY_PATH
            mail_owner = postfix
            setgid_group = postdrop
            maillog_file = {folder["maillog"]}
            maillog_file_prefixes = {folder.Path}
            inet_interfaces = 127.0.0.1
            inet_protocols = ipv4
            myhostname = postfix.example
            mydestination =
            local_recipient_maps =
            alias_maps =
            alias_database =
            mynetworks = 127.0.0.0/8
            smtpd_relay_restrictions = permit_mynetworks, reject
            smtpd_peername_lookup = no
            smtpd_tls_security_level = may
            smtpd_tls_cert_file = {certificate}
            smtpd_tls_key_file = {key}
            smtpd_tls_received_header = yes
            smtpd_client_connection_count_limit = 0
            message_size_limit = 104857600
            virtual_mailbox_domains =
            virtual_mailbox_limit = 0
            virtual_mailbox_base = {folder.Path}
            virtual_mailbox_maps = static:mail/
            virtual_uid_maps = static:{user}
            virtual_gid_maps = static:{group}
            virtual_minimum_uid = 1
            relayhost = [127.0.0.1]:{relayPort}
            sender_dependent_relayhost_maps = texthash:{folder["conf/relayhosts"]}
            smtp_dns_support_level = disabled
            smtp_host_lookup = native
            smtp_tls_security_level = may
            minimal_backoff_time = 2s
            maximal_backoff_time = 2s
            queue_run_delay = 2s
            {settings}
            """);
        folder.Write("conf/master.cf", $"""
            127.0.0.1:{Port} inet n - n - - smtpd -o content_filter=virtual:
            pickup unix n - n 1 1 pickup
            cleanup unix n - n - 0 cleanup
            qmgr unix n - n 1 1 qmgr
            tlsmgr unix - - n 1000? 1 tlsmgr
            rewrite unix - - n - - trivial-rewrite
            bounce unix - - n - 0 bounce
            defer unix - - n - 0 bounce
            trace unix - - n - 0 bounce
            verify unix - - n - 1 verify
            flush unix n - n 1000? 0 flush
            proxymap unix - - n - - proxymap
            smtp unix - - n - - smtp
            relay unix - - n - - smtp
            virtual unix - n n - - virtual
            showq unix n - n - - showq
            error unix - - n - - error
            retry unix - - n - - error
            discard unix - - n - - discard
            anvil unix - - n - 1 anvil
            scache unix - - n - 1 scache
            postlog unix-dgram n - n - 1 postlogd

            """);
    }
}
