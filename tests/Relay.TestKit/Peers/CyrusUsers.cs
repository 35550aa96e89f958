namespace Relay.TestKit.Peers;

/// <summary>A user of the Cyrus SASL library, by which Postfix lets clients log in.</summary>
public static class CyrusUsers
{
    private const string Realm = "postfix.example";

    /// <summary>Why this cannot run here; null when it can.</summary>
    public static string? Missing => PeerPrograms.Missing("sasl/usr/sbin/saslpasswd2");

    /// <summary>Writes the user's data base and the library's settings.</summary>
    /// <param name="folder">The server's: Debian's Postfix looks for the settings below its own.</param>
    /// <param name="login">The user, the password and the only mechanism that is offered.</param>
    /// <returns>Lines for Postfix's main.cf: clients must log in, under TLS.</returns>
    public static async Task<string> WriteAsync(TemporaryFolder folder, Login login)
    {
        string users = folder["sasldb"];
        await PeerProcess.RunAsync(
            "sh", ["-c", "printf %s \"$0\" | \"$@\"", login.Password, PeerPrograms.Unpacked("sasl/usr/sbin/saslpasswd2"), "-p", "-c", "-u", Realm,
                "-f", users, login.User]);
        await PeerProcess.RunAsync("chmod", ["644", users]);
        folder.Write("conf/sasl/smtpd.conf", $"pwcheck_method: auxprop\nauxprop_plugin: sasldb\nsasldb_path: {users}\nmech_list: " +
            $"{login.Mechanism}\n");
        return $"""
            smtpd_sasl_auth_enable = yes
            smtpd_sasl_type = cyrus
            smtpd_sasl_path = smtpd
            smtpd_sasl_local_domain = {Realm}
            smtpd_tls_auth_only = yes
            smtpd_sasl_authenticated_header = yes
            smtpd_relay_restrictions = permit_sasl_authenticated, reject
            """;
    }
}
