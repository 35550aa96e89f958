using Relay.Core.Settings;

namespace Relay.Host.Checks;

/// <summary>Which mail is taken.</summary>
internal static class AcceptRules
{
    public static void Check(CheckScope scope)
    {
        AcceptSettings accept = scope.Settings.Accept;
        if (accept.Credentials.Length > 0 && !File.Exists(accept.Credentials))
            scope.Error("accept.credentials", $"there is no file {accept.Credentials}; make it with 'relay user add NAME'");
        if (accept.CommandTimeout < TimeSpan.FromMinutes(5))
            scope.Warn("accept.commandTimeout", "shorter than the 5 minutes of RFC 5321 §4.5.3.2.7: slow clients will be cut off");
    }
}
