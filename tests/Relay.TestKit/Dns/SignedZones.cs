using System.Net;
using Relay.TestKit.Peers;

namespace Relay.TestKit.Dns;

/// <summary>
/// A real name server (nsd) with a few small zones below <c>test</c> and a real validating resolver (unbound) in front of it, on 127.0.0.1:
/// <c>secure.test</c> (signed), <c>insecure.test</c> (unsigned), <c>bogus.test</c> (changed after signing), <c>expired.test</c> (old signatures),
/// <c>lame.test</c> (nobody serves it).
/// </summary>
public sealed class SignedZones : IAsyncDisposable
{
    private static readonly string[] Zones = ["secure.test", "insecure.test", "bogus.test", "expired.test"];

    private readonly TemporaryFolder folder = new("dns");
    private readonly List<PeerProcess> processes = [];

    private SignedZones()
    {
    }

    /// <summary>The validating resolver.</summary>
    public IPEndPoint Resolver { get; } = new(IPAddress.Loopback, FreePort.Next());

    /// <summary>The name server itself, which does not recurse.</summary>
    public IPEndPoint NameServer { get; } = new(IPAddress.Loopback, FreePort.Next());

    /// <summary>Why this cannot run here; null when it can.</summary>
    public static string? Missing => PeerPrograms.Missing("nsd", "unbound", "ldns-keygen", "ldns-signzone");

    /// <param name="secureRecords">More records for secure.test, in zone-file form with names relative to it.</param>
    public static async Task<SignedZones> StartAsync(string secureRecords = "")
    {
        var zones = new SignedZones();
        try
        {
            await zones.MakeZonesAsync(secureRecords);
            await zones.StartServersAsync();
            return zones;
        }
        catch
        {
            await zones.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (PeerProcess process in processes) await process.DisposeAsync();
        folder.Dispose();
    }

    private async Task MakeZonesAsync(string secureRecords)
    {
        const string Common = """
            $TTL 300
            @ SOA ns hostmaster 1 3600 600 86400 60
            @ NS ns
            ns A 127.0.0.1
            @ MX 10 mx1
            @ MX 20 mx2
            mx1 A 192.0.2.1
            mx1 AAAA 2001:db8::1
            mx2 A 192.0.2.2
            alias CNAME mx1
            _25._tcp.mx1 TLSA 3 1 1 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
            text TXT "one " "two"

            """;
        string large = string.Concat(Enumerable.Range(0, 120).Select(i => $"large TXT \"{i:000} {new string('x', 100)}\"\n"));
        foreach (string zone in Zones)
        {
            string records = Common + $"@ TXT \"{zone}\"\n";
            if (zone == "secure.test") records += $"away CNAME mx1.insecure.test.\nbroken CNAME mx1.bogus.test.\n{large}{secureRecords}\n";
            folder.Write(zone, $"$ORIGIN {zone}.\n{records}");
            if (zone == "insecure.test") File.Move(folder[zone], folder[zone + ".signed"]);
            else await SignAsync(zone);
        }

        string signed = await File.ReadAllTextAsync(folder["bogus.test.signed"]);
        await File.WriteAllTextAsync(folder["bogus.test.signed"], signed.Replace("192.0.2.1", "198.51.100.66", StringComparison.Ordinal));
    }

    private async Task SignAsync(string zone)
    {
        string key = (await PeerProcess.RunAsync(PeerPrograms.Find("ldns-keygen")!, ["-a", "ECDSAP256SHA256", "-k", zone], folder: folder.Path))
            .Trim();
        string[] period = zone == "expired.test" ? ["-i", "20240101000000", "-e", "20240201000000"]
            : ["-i", "20240101000000", "-e", "20370101000000"];
        await PeerProcess.RunAsync(PeerPrograms.Find("ldns-signzone")!, ["-o", zone, .. period, "-f", $"{zone}.signed", zone, key],
            folder: folder.Path);
        await File.AppendAllTextAsync(folder["anchors"], await File.ReadAllTextAsync(folder[key + ".key"]));
    }

    private async Task StartServersAsync()
    {
        folder.Write("nsd.conf", $"""
            server:
              ip-address: {NameServer.Address}@{NameServer.Port}
              server-count: 1
              username: ""
              chroot: ""
              database: ""
              zonesdir: "{folder.Path}"
              zonelistfile: "{folder["zone.list"]}"
              xfrdfile: "{folder["xfrd.state"]}"
              xfrdir: "{folder.Path}"
              pidfile: ""
            remote-control:
              control-enable: no
            {string.Concat(Zones.Select(zone => $"zone:\n  name: {zone}\n  zonefile: {zone}.signed\n"))}
            """);
        folder.Write("unbound.conf", $"""
            server:
              interface: {Resolver.Address}
              port: {Resolver.Port}
              username: ""
              chroot: ""
              directory: "{folder.Path}"
              pidfile: ""
              use-syslog: no
              logfile: ""
              num-threads: 1
              do-ip6: no
              do-not-query-localhost: no
              local-zone: "test." nodefault
              module-config: "validator iterator"
              trust-anchor-file: "{folder["anchors"]}"
              ede: yes
            remote-control:
              control-enable: no
            {string.Concat(Zones.Append("lame.test").Select(zone => $"stub-zone:\n  name: {zone}\n  stub-addr: {NameServer.Address}@{NameServer.Port}\n"))}
            """);
        processes.Add(PeerProcess.Start(PeerPrograms.Find("nsd")!, ["-d", "-c", folder["nsd.conf"]]));
        await processes[0].WaitForPortAsync(NameServer.Port);
        processes.Add(PeerProcess.Start(PeerPrograms.Find("unbound")!, ["-d", "-c", folder["unbound.conf"]]));
        await processes[1].WaitForPortAsync(Resolver.Port);
    }
}
