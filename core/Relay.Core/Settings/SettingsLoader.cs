using Relay.Core.Settings.Binding;
using Relay.Core.Settings.Overrides;
using Relay.Sdk.Mail;

namespace Relay.Core.Settings;

/// <summary>Reads the settings: file, environment, command line.</summary>
public static class SettingsLoader
{
    /// <summary>Reads and binds. Rules that go beyond single values are the business of the host's checks.</summary>
    /// <param name="request">Where from.</param>
    /// <param name="errors">Gets all that is wrong.</param>
    /// <returns>The settings; only to be used when there are no errors.</returns>
    public static LoadedSettings Load(SettingsRequest request, SettingsErrors errors)
    {
        SettingsDocument? read = request.File is null ? null : SettingsDocument.Load(request.File, errors);
        SettingsDocument document = read ?? Empty(request.File);
        var applier = new OverrideApplier(document.Root, typeof(RelaySettings), errors);
        foreach (SettingsOverride given in SettingsOverride.FromEnvironment(request.Environment))
            applier.Apply(given);
        foreach (string argument in request.Arguments)
            if (SettingsOverride.FromArgument(argument, errors) is { } given)
                applier.Apply(given);

        RelaySettings bound = SettingsBinder.BindWithoutPluginKeys(document.Root, errors, request.Services);
        string folder = document.Source.Folder;
        return new LoadedSettings(Complete(bound, folder), document.Root, folder, request.Services, applier.Unclaimed, IsRead: read is not null
            || request.File is null);
    }

    private static SettingsDocument Empty(string? file)
    {
        var source = new SettingsSource(file ?? "defaults", Environment.CurrentDirectory);
        return new SettingsDocument(source, new SettingsObject(new SettingsPlace(source, 0, 0), ""));
    }

    private static RelaySettings Complete(RelaySettings settings, string folder) => settings with
    {
        Hostname = OnTheWire(settings.Hostname.Length > 0 ? settings.Hostname : OwnHostName.Find()),
        Spool = settings.Spool with { Path = Absolute(settings.Spool.Path, folder) },
        Accept = settings.Accept with { Credentials = Absolute(settings.Accept.Credentials, folder) },
        Listeners =
        [
            .. settings.Listeners.Select(listener => listener with
            {
                Certificate = Absolute(listener.Certificate, folder),
                Key = Absolute(listener.Key, folder),
            }),
        ],
        Transports = settings.Transports.ToDictionary(static transport => transport.Key, transport => Complete(transport.Value, folder)),
    };

    private static TransportSettings Complete(TransportSettings transport, string folder) => transport.Auth is not { } auth ? transport
        : transport with { Auth = auth with { Authorities = Absolute(auth.Authorities, folder) } };

    // Greetings, EHLO and fields are ASCII; what is no name at all stays as it is, for the checks to tell.
    private static string OnTheWire(string hostname) => MailDomain.TryParse(hostname, out MailDomain domain) ? domain.Value : hostname;

    private static string Absolute(string path, string folder) => path.Length == 0 ? "" : Path.GetFullPath(path, folder);
}
