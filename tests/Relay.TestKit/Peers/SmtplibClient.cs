namespace Relay.TestKit.Peers;

/// <summary>Python's smtplib.</summary>
public sealed class SmtplibClient(int port, int tlsPort) : IMailClient
{
    private const string Script = """
        import smtplib, ssl, sys
        port, tls, sender, message, *recipients = sys.argv[1:]
        with open(message, "rb") as file:
            content = file.read()
        with smtplib.SMTP("127.0.0.1", int(port), local_hostname="client.example", timeout=60) as client:
            client.ehlo()
            if tls == "tls":
                context = ssl.create_default_context()
                context.check_hostname = False
                context.verify_mode = ssl.CERT_NONE
                client.starttls(context=context)
                client.ehlo()
            options = ["BODY=8BITMIME"] if client.has_extn("8bitmime") else []
            refused = client.sendmail(sender, recipients, content, mail_options=options)
            if refused:
                sys.exit(str(refused))
        """;

    public string Name => "smtplib";

    public static string? Missing => PeerPrograms.Missing("python3");

    public async Task SubmitAsync(Submission submission)
    {
        using var folder = new TemporaryFolder("smtplib");
        var message = folder["message"];
        await File.WriteAllBytesAsync(message, submission.Content);
        await PeerProcess.RunAsync(PeerPrograms.Find("python3")!,
        [
            "-c", Script, $"{(submission.OverTls ? tlsPort : port)}", submission.OverTls ? "tls" : "plain", submission.Sender, message,
            .. submission.Recipients,
        ]);
    }
}
