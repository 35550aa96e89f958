using System.Collections.Concurrent;

namespace Relay.Core.Tls;

/// <summary>Remembers for an hour which hosts offer TLS that does not work, so that each message need not find out anew.</summary>
/// <remarks>Only opportunistic TLS asks here; where TLS is a must it is tried each time. Bounded: when full of fresh entries, it forgets them
/// all.</remarks>
internal sealed class BrokenTlsHosts(TimeProvider time)
{
    public static readonly TimeSpan Memory = TimeSpan.FromHours(1);
    private const int MaxHosts = 10_000;

    private readonly ConcurrentDictionary<(string Name, int Port), long> since = new();

    public void Remember(string hostName, int port)
    {
        if (since.Count >= MaxHosts)
            Forget();
        since[(hostName, port)] = time.GetTimestamp();
    }

    public bool Contains(string hostName, int port) =>
        since.TryGetValue((hostName, port), out long at) && time.GetElapsedTime(at) < Memory;

    private void Forget()
    {
        foreach (((string, int) host, long at) in since)
        {
            if (time.GetElapsedTime(at) >= Memory)
                since.TryRemove(host, out _);
        }

        if (since.Count >= MaxHosts)
            since.Clear();
    }
}
