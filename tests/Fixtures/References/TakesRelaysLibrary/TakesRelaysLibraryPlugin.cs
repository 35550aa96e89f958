using Microsoft.Data.Sqlite;
using Relay.Sdk.Plugins;

[assembly: RelayPlugin("takes-relays-library", typeof(TakesRelaysLibrary.TakesRelaysLibraryPlugin))]

namespace TakesRelaysLibrary;

/// <summary>Refers to a library that it does not bring, and that the relay has for itself.</summary>
public sealed class TakesRelaysLibraryPlugin : IRelayPlugin
{
    public static string Open() => new SqliteConnectionStringBuilder { DataSource = ":memory:" }.ToString();

    public void Configure(IPluginBuilder relay) => Open();
}
