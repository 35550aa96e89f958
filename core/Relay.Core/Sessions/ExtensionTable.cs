using System.Globalization;
using System.Text;
using Relay.Core.Protocol.Server;
using Relay.Core.Settings;

namespace Relay.Core.Sessions;

/// <summary>Which extensions a session offers now, and how EHLO lists them.</summary>
internal static class ExtensionTable
{
    private const SmtpExtensions Always = SmtpExtensions.Pipelining | SmtpExtensions.Size | SmtpExtensions.EightBitMime | SmtpExtensions.SmtpUtf8
        | SmtpExtensions.Chunking | SmtpExtensions.EnhancedStatusCodes | SmtpExtensions.Dsn | SmtpExtensions.Limits;

    /// <summary>The extensions that EHLO offers now.</summary>
    public static SmtpExtensions Offered(SmtpSession session)
    {
        SmtpExtensions offered = Always;
        if (session.Tls is not null)
            offered |= SmtpExtensions.RequireTls;
        else if (session.Listener.Settings.Tls == ListenerTls.Starttls)
            offered |= SmtpExtensions.StartTls;
        if (session.Listener.Settings.Auth != ListenerAuth.None && (session.Tls is not null || session.Context.Accept.AuthWithoutTls)
            && session.Context.Mechanisms.Current.Offer.Length > 0)
            offered |= SmtpExtensions.Auth;
        if (session.Context.Features.IsOn(HostFeatures.BinaryMime))
            offered |= SmtpExtensions.BinaryMime;
        return offered;
    }

    /// <summary>The text of the reply to EHLO: the host name, then a line for each extension.</summary>
    public static string Describe(SmtpSession session)
    {
        SmtpExtensions offered = Offered(session);
        AcceptSettings accept = session.Context.Accept;
        var text = new StringBuilder(320);
        text.Append(session.Context.Hostname).Append("\nPIPELINING");
        text.Append(CultureInfo.InvariantCulture, $"\nSIZE {accept.MaxMessageOctets}");
        text.Append("\n8BITMIME\nSMTPUTF8\nCHUNKING\nENHANCEDSTATUSCODES\nDSN");
        if (offered.HasFlag(SmtpExtensions.BinaryMime))
            text.Append("\nBINARYMIME");
        if (offered.HasFlag(SmtpExtensions.StartTls))
            text.Append("\nSTARTTLS");
        if (offered.HasFlag(SmtpExtensions.Auth))
            text.Append("\nAUTH ").Append(session.Context.Mechanisms.Current.Offer);
        if (offered.HasFlag(SmtpExtensions.RequireTls))
            text.Append("\nREQUIRETLS");
        text.Append(CultureInfo.InvariantCulture, $"\nLIMITS RCPTMAX={accept.MaxRecipients}");
        if (accept.MaxMessagesPerSession > 0)
            text.Append(CultureInfo.InvariantCulture, $" MAILMAX={accept.MaxMessagesPerSession}");
        return text.ToString();
    }
}
