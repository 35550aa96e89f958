using System.Text.Json;
using System.Text.Json.Nodes;

namespace Relay.TestKit.Peers;

/// <summary>The settings file of a relay under trial. Parts are anonymous objects with the keys of the file; what is not said is the least that
/// relays.</summary>
public sealed record TrialSettings
{
    /// <summary>In clear text on a free port of 127.0.0.1, unless said otherwise.</summary>
    public IReadOnlyList<object> Listeners { get; init; } = [new { address = $"127.0.0.1:{FreePort.Next()}" }];

    public string Hostname { get; init; } = "mx1.relay.example";

    public object Accept { get; init; } = new { relayFromHosts = "127.0.0.1" };

    public IReadOnlyList<object> Routes { get; init; } = [];

    public object Transports { get; init; } = new { };

    /// <summary>Further top-level keys.</summary>
    public object Others { get; init; } = new { };

    /// <summary>The port of the first listener.</summary>
    public int Port => PortOf(0);

    /// <summary>The port of a listener.</summary>
    public int PortOf(int listener)
    {
        string address = JsonSerializer.SerializeToNode(Listeners[listener])!["address"]!.GetValue<string>();
        return int.Parse(address[(address.LastIndexOf(':') + 1)..]);
    }

    /// <summary>Routes to ports of 127.0.0.1 by domain list.</summary>
    public static IReadOnlyList<object> RoutesTo(params IEnumerable<(string Domains, int Port)> hops) =>
        [.. hops.Select(hop => new { domains = hop.Domains, via = $"127.0.0.1:{hop.Port}" })];

    /// <summary>Writes the file; the spool lies beside it.</summary>
    /// <returns>The file's full name.</returns>
    public string Write(TemporaryFolder folder)
    {
        var file = new JsonObject
        {
            ["hostname"] = Hostname,
            ["spool"] = new JsonObject { ["path"] = "spool" },
            ["listeners"] = JsonSerializer.SerializeToNode(Listeners),
            ["accept"] = JsonSerializer.SerializeToNode(Accept),
            ["routes"] = JsonSerializer.SerializeToNode(Routes),
            ["transports"] = JsonSerializer.SerializeToNode(Transports),
            ["retry"] = new JsonArray(new JsonObject { ["domains"] = "*", ["rule"] = "F,1h,1s" }),
        };
        foreach ((string key, JsonNode? value) in JsonSerializer.SerializeToNode(Others)!.AsObject())
            file[key] = value?.DeepClone();
        return folder.Write("relay.json", file.ToJsonString());
    }
}
