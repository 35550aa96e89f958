using System.Text.Json;

namespace Relay.TestKit.Peers;

/// <summary>Python's smtplib.</summary>
public sealed class SmtplibClient(int port, int tlsPort) : IMailClient
{
    private const string Script = """
        import json, smtplib, ssl, sys
        port, tls, sender, message, wishes, *recipients = sys.argv[1:]
        wishes = json.loads(wishes)
        with open(message, "rb") as file:
            content = file.read()
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        how = {"local_hostname": "client.example", "timeout": 60}
        def connect():
            if tls == "implicit":
                return smtplib.SMTP_SSL("127.0.0.1", int(port), context=context, **how)
            return smtplib.SMTP("127.0.0.1", int(port), **how)
        with connect() as client:
            client.ehlo()
            if tls == "starttls":
                client.starttls(context=context)
                client.ehlo()
            if wishes["login"]:
                client.user, client.password = wishes["login"]["User"], wishes["login"]["Password"]
                mechanism = wishes["login"]["Mechanism"]
                client.auth(mechanism, {"PLAIN": client.auth_plain, "LOGIN": client.auth_login}[mechanism])
            options = ["BODY=8BITMIME"] if client.has_extn("8bitmime") else []
            refused = client.sendmail(sender, recipients, content, mail_options=options + wishes["mail"], rcpt_options=wishes["rcpt"])
            if refused:
                sys.exit(str(refused))
        """;

    public string Name => "smtplib";

    public static string? Missing => PeerPrograms.Missing("python3");

    public async Task SubmitAsync(Submission submission)
    {
        using var folder = new TemporaryFolder("smtplib");
        string message = folder["message"];
        await File.WriteAllBytesAsync(message, submission.Content);
        await PeerProcess.RunAsync(PeerPrograms.Find("python3")!,
        [
            "-c", Script, $"{(submission.OverTls ? tlsPort : port)}", submission.TlsWord, submission.Sender, message, Wishes(submission),
            .. submission.Recipients,
        ]);
    }

    private static string Wishes(Submission submission)
    {
        List<string> mail = [], rcpt = [];
        if (submission.SmtpUtf8) mail.Add("SMTPUTF8");
        if (submission.RequireTls) mail.Add("REQUIRETLS");
        if (submission.Dsn is { } dsn)
        {
            mail.AddRange([$"RET={dsn.Return}", $"ENVID={dsn.EnvelopeId}"]);
            rcpt.AddRange([$"NOTIFY={dsn.Notify}", $"ORCPT={dsn.OriginalRecipient}"]);
        }

        return JsonSerializer.Serialize(new { login = submission.Login, mail, rcpt });
    }
}
