using System.Net;
using System.Net.Sockets;

namespace Relay.Core.Sessions.Authentication;

/// <summary>Slows down the guessing of passwords: counts failed logins by client address, over all sessions, and forgets them with time.</summary>
/// <remarks>
/// Answers to wrong passwords come later with each one, and an address that has had too many gets no further try for now. Logins that succeed are
/// never delayed. Bounded: when there are too many addresses, those with the fewest failures are forgotten first.
/// </remarks>
internal sealed class AuthThrottle(TimeProvider clock)
{
    /// <summary>Time in which a full count is forgotten.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromMinutes(10);

    private const int MaxAddresses = 10_000;
    private const int MaxDoublings = 3;
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly Dictionary<IPAddress, Count> counts = [];

    /// <summary>Whether the address has used its tries up.</summary>
    /// <param name="client">The client's address.</param>
    /// <param name="most">Failures that it may have; 0 for any number.</param>
    public bool IsBlocked(IPAddress client, int most)
    {
        if (most == 0)
            return false;
        lock (gate)
            return counts.TryGetValue(Network(client), out Count count) && Now(count, most) > most - 1;
    }

    /// <summary>Counts a failure.</summary>
    /// <param name="client">The client's address.</param>
    /// <param name="ofSession">Failures of the session, this failure included.</param>
    /// <param name="most">Failures that the address may have; 0 for any number.</param>
    /// <returns>How long to wait with the reply.</returns>
    public TimeSpan Fail(IPAddress client, int ofSession, int most)
    {
        double ofAddress = most == 0 ? 0 : Add(Network(client), most);
        int doublings = (int)Math.Clamp(Math.Ceiling(Math.Max(ofSession, ofAddress)) - 1, 0, MaxDoublings);
        return FirstDelay * (1 << doublings);
    }

    private double Add(IPAddress network, int most)
    {
        lock (gate)
        {
            bool known = counts.TryGetValue(network, out Count count);
            if (!known && counts.Count >= MaxAddresses)
                MakeRoom(most);
            double failures = known ? Now(count, most) : 0;
            counts[network] = new Count(failures + 1, clock.GetTimestamp());
            return failures + 1;
        }
    }

    // Failures go away evenly: in the time of Memory as many as the address may have.
    private double Now(Count count, int most) => Math.Max(0, count.Failures - (clock.GetElapsedTime(count.At) / Memory * most));

    private void MakeRoom(int most)
    {
        KeyValuePair<IPAddress, Count>[] fewestFirst = [.. counts.OrderBy(pair => Now(pair.Value, most))];
        foreach ((IPAddress network, _) in fewestFirst.AsSpan(0, MaxAddresses / 10))
            counts.Remove(network);
    }

    // The hosts of one link share a /64 (RFC 4291 §2.5.1), and each may take any address of it.
    private static IPAddress Network(IPAddress client)
    {
        if (client.AddressFamily != AddressFamily.InterNetworkV6)
            return client;
        Span<byte> octets = stackalloc byte[16];
        client.TryWriteBytes(octets, out _);
        octets[8..].Clear();
        return new IPAddress(octets);
    }

    private readonly record struct Count(double Failures, long At);
}
