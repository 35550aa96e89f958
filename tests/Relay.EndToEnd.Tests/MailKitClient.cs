using System.Net;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using Relay.TestKit.Peers;

namespace Relay.EndToEnd.Tests;

/// <summary>MailKit, the SMTP client of most .NET programs.</summary>
internal sealed class MailKitClient(int port, int tlsPort) : IMailClient
{
    public string Name => PeerClients.MailKit;

    /// <exception cref="InvalidOperationException">The relay refused the login or the message.</exception>
    public async Task SubmitAsync(Submission submission)
    {
        using var client = new AskingClient(submission.Dsn)
        {
            LocalDomain = "client.example",
            ServerCertificateValidationCallback = (_, certificate, _, _) => certificate is not null
        };
        using MimeMessage message = await MimeMessage.LoadAsync(new MemoryStream(submission.Content));
        try
        {
            await client.ConnectAsync(IPAddress.Loopback.ToString(), submission.OverTls ? tlsPort : port, Security(submission));
            if (submission.Login is { } login)
                await client.AuthenticateAsync(Mechanism(login));
            FormatOptions format = FormatOptions.Default.Clone();
            format.International = submission.SmtpUtf8;
            format.NewLineFormat = NewLineFormat.Dos;
            await client.SendAsync(format, message, Address(submission.Sender), submission.Recipients.Select(Address));
            await client.DisconnectAsync(quit: true);
        }
        catch (Exception refusal) when (refusal is AuthenticationException or SmtpCommandException or SmtpProtocolException)
        {
            throw new InvalidOperationException($"MailKit: {refusal.Message}", refusal);
        }
    }

    private static SecureSocketOptions Security(Submission submission) => submission switch
    {
        { OverTls: false } => SecureSocketOptions.None,
        { ImplicitTls: true } => SecureSocketOptions.SslOnConnect,
        _ => SecureSocketOptions.StartTls,
    };

    private static SaslMechanism Mechanism(Login login) => login.Mechanism switch
    {
        "PLAIN" => new SaslMechanismPlain(login.User, login.Password),
        "LOGIN" => new SaslMechanismLogin(login.User, login.Password),
        _ => new SaslMechanismScramSha256(login.User, login.Password),
    };

    private static MailboxAddress Address(string mailbox) => new("", mailbox);

    private sealed class AskingClient(DsnWishes? wishes) : SmtpClient
    {
        protected override string? GetEnvelopeId(MimeMessage message) => wishes?.EnvelopeId;

        protected override DeliveryStatusNotification? GetDeliveryStatusNotifications(MimeMessage message, MailboxAddress mailbox) => wishes is null
            ? null
            : wishes.Notify.Split(',').Aggregate((DeliveryStatusNotification)0,
                (all, word) => all | Enum.Parse<DeliveryStatusNotification>(word, ignoreCase: true));
    }
}
