using System.Net;

namespace Relay.Core.Dns;

/// <summary>The resolvers of this host, as resolv.conf(5) names them.</summary>
public static class ResolvConf
{
    public const string DefaultPath = "/etc/resolv.conf";
    public const int DnsPort = 53;

    private const int MostServers = 8;
    private const int MostCharacters = 64 * 1024;

    /// <summary>The servers of the file; 127.0.0.1:53 when there is no file or no server in it, as resolv.conf(5) says.</summary>
    public static IReadOnlyList<IPEndPoint> Read(string path = DefaultPath)
    {
        try
        {
            using var file = new StreamReader(path);
            char[] text = new char[MostCharacters];
            return Parse(new string(text, 0, file.ReadBlock(text)));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Parse("");
        }
    }

    /// <summary>Reads the nameserver lines of such a file; others are for libraries with search lists.</summary>
    public static IReadOnlyList<IPEndPoint> Parse(string text)
    {
        List<IPEndPoint> servers = [];
        foreach (ReadOnlySpan<char> line in text.AsSpan().EnumerateLines())
        {
            ReadOnlySpan<char> words = line.Trim();
            if (!words.StartsWith("nameserver") || words.Length < 12 || !char.IsWhiteSpace(words[10]))
                continue;
            ReadOnlySpan<char> address = words[10..].Trim();
            int end = address.IndexOfAny(" \t#;");
            if (end >= 0)
                address = address[..end];
            if (servers.Count < MostServers && IPAddress.TryParse(address, out IPAddress? server))
                servers.Add(new IPEndPoint(server, DnsPort));
        }

        return servers.Count > 0 ? servers : [new IPEndPoint(IPAddress.Loopback, DnsPort)];
    }

    /// <summary>Reads <c>address</c> or <c>address:port</c> (an IPv6 address with a port in brackets), port 53 where none is given.</summary>
    public static bool TryParseServer(string text, out IPEndPoint? server)
    {
        if (!IPEndPoint.TryParse(text, out server))
            return false;
        if (server.Port == 0)
            server.Port = DnsPort;
        return true;
    }
}
