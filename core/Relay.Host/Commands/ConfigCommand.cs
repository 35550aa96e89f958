using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using Relay.Core.Settings;
using Relay.Core.Settings.Schema;

namespace Relay.Host.Commands;

/// <summary><c>relay config</c>: about the settings.</summary>
internal sealed class ConfigCommand : Command
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public ConfigCommand()
        : base("config", "About the settings files.")
    {
        var schema = new Command("schema", "Write the JSON Schema of relay.json, for editors.");
        schema.SetAction(command =>
        {
            command.InvocationConfiguration.Output.WriteLine(SettingsSchema.Of(typeof(RelaySettings), "relay.json").ToJsonString(Readable));
            return ExitCode.Ok;
        });
        Subcommands.Add(schema);
    }
}
