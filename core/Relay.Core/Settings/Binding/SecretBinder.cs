using System.Text;
using System.Text.Json;
using Relay.Core.Storage;
using Relay.Sdk.Plugins;

namespace Relay.Core.Settings.Binding;

/// <summary>Binds secrets: text, or a reference to an environment variable or a file.</summary>
internal static class SecretBinder
{
    private const string Key = "$secret";
    private const int MaxOctets = 64 * 1024;

    /// <returns>The secret; null after an error.</returns>
    public static Secret? Bind(SettingsNode node, SettingsErrors errors)
    {
        if (node is SettingsScalar { Kind: JsonValueKind.String } text)
            return new Secret(text.Text);
        if (node is SettingsObject { Members: [{ Key: Key, Value: SettingsScalar { Kind: JsonValueKind.String } reference }] })
            return Resolve(reference, errors);

        // Never the value itself: it may be the secret.
        errors.Add(node, $"expected text, {{ \"{Key}\": \"env:NAME\" }} or {{ \"{Key}\": \"file:NAME\" }}");
        return null;
    }

    private static Secret? Resolve(SettingsScalar reference, SettingsErrors errors)
    {
        string text = reference.Text;
        if (text.StartsWith("env:", StringComparison.Ordinal))
            return FromEnvironment(text[4..], reference, errors);
        if (text.StartsWith("file:", StringComparison.Ordinal))
            return FromFile(text[5..], reference, errors);
        errors.Add(reference, "expected \"env:NAME\" or \"file:NAME\"");
        return null;
    }

    private static Secret? FromEnvironment(string name, SettingsScalar reference, SettingsErrors errors)
    {
        if (Environment.GetEnvironmentVariable(name) is { Length: > 0 } value)
            return new Secret(value);
        errors.Add(reference, $"the environment variable {name} is not set");
        return null;
    }

    private static Secret? FromFile(string name, SettingsScalar reference, SettingsErrors errors)
    {
        string path = Path.Combine(reference.Place.Source.Folder, name);
        try
        {
            string value = Encoding.UTF8.GetString(BoundedFile.Read(path, MaxOctets)).TrimStart('\ufeff');
            if (FileRights.CanOthersRead(path))
                errors.Warn(reference, $"the secret's file {path} can be read by every user of this machine; chmod o-r it");
            string secret = value.EndsWith('\n') ? value[..^1].TrimEnd('\r') : value;
            if (secret.Length > 0)
                return new Secret(secret);
            errors.Add(reference, $"the secret's file {path} is empty; write the secret into it");
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errors.Add(reference, $"the secret's file cannot be read: {e.Message}");
            return null;
        }
    }
}
