using System.Net;
using System.Net.NetworkInformation;
using Relay.Core.Settings;
using Relay.Sdk.Routing;

namespace Relay.Core.Routing;

/// <summary>This relay's identity for the loop check of RFC 5321 §5.1: its name, and the addresses and ports it listens on.</summary>
public sealed class OwnHost
{
    // Addresses come and go with the network: an address that came after the start is known a minute later.
    private static readonly TimeSpan ReadInterval = TimeSpan.FromMinutes(1);

    private readonly string hostname;
    private readonly HashSet<IPEndPoint> exact = [];
    private readonly HashSet<int> anyV4 = [];
    private readonly HashSet<int> anyV6 = [];
    private readonly Func<IEnumerable<IPAddress>> readLocal;
    private readonly TimeProvider time;
    private volatile HashSet<IPAddress> local;
    private long readAt;

    /// <param name="hostname">The relay's host name.</param>
    /// <param name="listening">What the listeners are bound to; the unspecified address stands for all local addresses.</param>
    /// <param name="localAddresses">The addresses of this machine.</param>
    public OwnHost(string hostname, IEnumerable<IPEndPoint> listening, IReadOnlyList<IPAddress> localAddresses)
        : this(hostname, listening, () => localAddresses, TimeProvider.System)
    {
    }

    /// <param name="hostname">The relay's host name.</param>
    /// <param name="listening">What the listeners are bound to; the unspecified address stands for all local addresses.</param>
    /// <param name="readLocal">Gives the addresses of this machine now; asked again now and then.</param>
    /// <param name="time">For that.</param>
    public OwnHost(string hostname, IEnumerable<IPEndPoint> listening, Func<IEnumerable<IPAddress>> readLocal, TimeProvider time)
    {
        (this.hostname, this.readLocal, this.time) = (hostname.TrimEnd('.'), readLocal, time);
        local = ReadLocal();
        foreach (IPEndPoint point in listening)
        {
            if (point.Address.Equals(IPAddress.Any) || point.Address.Equals(IPAddress.IPv6Any))
                anyV4.Add(point.Port);
            if (point.Address.Equals(IPAddress.IPv6Any))
                anyV6.Add(point.Port);
            exact.Add(new IPEndPoint(Plain(point.Address), point.Port));
        }
    }

    /// <summary>The relay of these settings on this machine.</summary>
    public static OwnHost Of(RelaySettings settings, TimeProvider time) =>
        new(settings.Hostname, settings.Listeners.Select(ListeningOn).OfType<IPEndPoint>(), LocalAddresses, time);

    /// <summary>The addresses of this machine's interfaces now.</summary>
    public static IReadOnlyList<IPAddress> LocalAddresses() =>
        [.. NetworkInterface.GetAllNetworkInterfaces().SelectMany(i => i.GetIPProperties().UnicastAddresses).Select(a => a.Address)];

    /// <summary>Whether a listener could be opened at the address now.</summary>
    public static bool IsLocal(IPAddress address) =>
        IPAddress.IsLoopback(address) || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any) || LocalAddresses().Contains(address);

    /// <summary>Whether the address belongs to this machine.</summary>
    public bool IsOwnAddress(IPAddress address) => IPAddress.IsLoopback(address) || IsOfThisMachine(Plain(address));

    /// <summary>Whether this is the relay's own name.</summary>
    public bool IsOwnName(string host) => host.Length > 0 && host.Equals(hostname, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the hop is an address and port at which the relay itself would answer; of a name only a lookup can tell.</summary>
    public bool Listens(NextHop hop) => HostAddress.TryParse(hop.Host, out IPAddress? address) && Listens(address, hop.Port);

    /// <summary>Whether the relay itself would answer at this address and port.</summary>
    public bool Listens(IPAddress address, int port)
    {
        address = Plain(address);
        if (exact.Contains(new IPEndPoint(address, port)))
            return true;
        HashSet<int> any = address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? anyV6 : anyV4;
        return any.Contains(port) && (IPAddress.IsLoopback(address) || IsOfThisMachine(address));
    }

    private bool IsOfThisMachine(IPAddress address)
    {
        if (local.Contains(address))
            return true;
        if (time.GetElapsedTime(Volatile.Read(ref readAt)) < ReadInterval)
            return false;
        try
        {
            local = ReadLocal();
        }
        catch (NetworkInformationException)
        {
            // What was known a minute ago is better than no delivery.
            return false;
        }

        return local.Contains(address);
    }

    private HashSet<IPAddress> ReadLocal()
    {
        Volatile.Write(ref readAt, time.GetTimestamp());
        return [.. readLocal().Select(Plain)];
    }

    private static IPEndPoint? ListeningOn(ListenerSettings listener) =>
        AddressText.TryParse(listener.Address, out IPEndPoint? address) ? address : null;

    private static IPAddress Plain(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();
        return address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 && address.ScopeId != 0
            ? new IPAddress(address.GetAddressBytes())
            : address;
    }
}
