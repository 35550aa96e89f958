using System.Text.Json;

namespace Relay.TestKit.Peers;

/// <summary>nodemailer, on Node.js.</summary>
public sealed class NodemailerClient(int port, int tlsPort) : IMailClient
{
    private const string Script = """
        const [port, tls, sender, message, wishes, ...recipients] = process.argv.slice(1);
        const { login, dsn } = JSON.parse(wishes);
        const transport = require("nodemailer").createTransport({
          host: "127.0.0.1", port: Number(port), name: "client.example", secure: tls === "implicit",
          requireTLS: tls === "starttls", ignoreTLS: tls === "none", tls: { rejectUnauthorized: false },
          ...(login && { auth: { user: login.User, pass: login.Password }, authMethod: login.Mechanism }),
        });
        const asked = dsn && { id: dsn.EnvelopeId, return: dsn.Return, notify: dsn.Notify.split(","), recipient: dsn.OriginalRecipient };
        transport.sendMail({ envelope: { from: sender, to: recipients, use8BitMime: true }, ...(asked && { dsn: asked }), raw: require("fs").readFileSync(message) })
          .then((sent) => { if (sent.rejected.length > 0) throw new Error(sent.rejected.join(" ")); })
          .catch((error) => { console.error(error); process.exit(1); });
        """;

    public string Name => "nodemailer";

    public static string? Missing => PeerPrograms.Missing("node", "node_modules/nodemailer/package.json");

    public async Task SubmitAsync(Submission submission)
    {
        using var folder = new TemporaryFolder("nodemailer");
        string message = folder["message"];
        await File.WriteAllBytesAsync(message, submission.Content);
        await PeerProcess.RunAsync(PeerPrograms.Find("node")!,
            ["-e", Script, "--", $"{(submission.OverTls ? tlsPort : port)}", submission.TlsWord, submission.Sender, message, Wishes(submission),
                .. submission.Recipients],
            new Dictionary<string, string> { ["NODE_PATH"] = PeerPrograms.Unpacked("node_modules") });
    }

    // nodemailer writes ORCPT in xtext itself.
    private static string Wishes(Submission submission) => JsonSerializer.Serialize(new
    {
        login = submission.Login,
        dsn = submission.Dsn is { } dsn ? dsn with { OriginalRecipient = Uri.UnescapeDataString(dsn.OriginalRecipient.Replace('+', '%')) } : null,
    });
}
