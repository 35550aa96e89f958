using Relay.Core.Expansion;
using Relay.Core.Settings;
using Relay.Sdk.Lists;
using Relay.Sdk.Mail;

namespace Relay.Host.Checks;

/// <summary>Which mail is taken.</summary>
internal static class AcceptRules
{
    public static void Check(CheckScope scope)
    {
        AcceptSettings accept = scope.Settings.Accept;
        if (accept.Credentials.Length > 0 && !File.Exists(accept.Credentials))
            scope.Error("accept.credentials", $"there is no file {accept.Credentials}; make it with 'relay user add NAME'");
        CheckPostmaster(scope);
        if (accept.CommandTimeout < TimeSpan.FromMinutes(5))
            scope.Warn("accept.commandTimeout", "shorter than the 5 minutes of RFC 5321 §4.5.3.2.7: slow clients will be cut off");
    }

    // RFC 5321 §4.5.1. A relay that takes no mail from strangers need not care.
    private static void CheckPostmaster(CheckScope scope)
    {
        AcceptSettings accept = scope.Settings.Accept;
        if (accept.Postmaster.Length > 0)
        {
            if (!Mailbox.TryParse(accept.Postmaster, out _))
                scope.Error("accept.postmaster", $"'{accept.Postmaster}' is not a mailbox, as in postmaster@corp.example");
            return;
        }

        if (!accept.RelayToDomains.IsEmpty && MailDomain.TryParse(scope.Settings.Hostname, out MailDomain own)
            && accept.RelayToDomains.MatchAsync(own, CancellationToken.None).AtOnce() is Membership.No)
            scope.Warn("accept.relayToDomains", "mail to <postmaster> (RFC 5321 §4.5.1) is refused from other hosts: name a mailbox for it in " +
                "accept.postmaster");
    }
}
