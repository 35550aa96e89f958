using System.Net;
using System.Runtime.InteropServices;
using System.Security.Cryptography.X509Certificates;
using Relay.SmtpServerPeer;
using SmtpServer;
using SmtpServer.ComponentModel;

// A receiving server made of the SmtpServer package, for the end-to-end tests and for comparisons with `relay sink`.
//   Relay.SmtpServerPeer PORT                       counts and drops the mail
//   Relay.SmtpServerPeer PORT FOLDER                keeps each message and its envelope as files
//   Relay.SmtpServerPeer PORT FOLDER CERT KEY       offers STARTTLS too
if (args.Length is not (1 or 2 or 4) || !ushort.TryParse(args[0], out ushort port))
{
    Console.Error.WriteLine("usage: Relay.SmtpServerPeer PORT [FOLDER [CERTIFICATE.pem KEY.pem]]");
    return 2;
}

EndpointDefinitionBuilder endpoint = new EndpointDefinitionBuilder().Endpoint(new IPEndPoint(IPAddress.Loopback, port));
if (args.Length == 4)
{
    // TLS of this platform takes no keys that live in memory alone, so the pair goes through PKCS #12.
    using X509Certificate2 pair = X509Certificate2.CreateFromPemFile(args[2], args[3]);
    endpoint.Certificate(X509CertificateLoader.LoadPkcs12(pair.Export(X509ContentType.Pkcs12), null));
}

ISmtpServerOptions options = new SmtpServerOptionsBuilder().ServerName("smtpserver.example").MaxMessageSize(256 << 20).Endpoint(endpoint.Build())
    .Build();
var services = new ServiceProvider();
services.Add(new MailFolder(args.Length > 1 ? args[1] : null));

using var stopping = new CancellationTokenSource();
using PosixSignalRegistration term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
{
    signal.Cancel = true;
    stopping.Cancel();
});
await new SmtpServer.SmtpServer(options, services).StartAsync(stopping.Token);
return 0;
