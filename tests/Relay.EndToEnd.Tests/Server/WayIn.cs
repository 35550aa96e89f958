using System.Globalization;
using System.Net;
using System.Text;
using Relay.Sdk.Testing.Clients;

namespace Relay.EndToEnd.Tests.Server;

/// <summary>How a client comes to the relay: to which kind of listener, whether it has TLS then, and behind which PROXY header.</summary>
/// <param name="Listener">none, starttls or implicit.</param>
/// <param name="UnderTls">With TLS; for starttls after the command.</param>
/// <param name="Header">none, v1 or v2.</param>
public sealed record WayIn(string Listener, bool UnderTls, string Header)
{
    /// <summary>A client that may relay because the header says this address.</summary>
    public const string Listed = "192.0.2.77";

    /// <summary>A client that may not relay.</summary>
    public const string Stranger = "192.0.2.78";

    private static readonly IPEndPoint Destination = IPEndPoint.Parse("198.51.100.1:25");

    /// <summary>All of them, as the cases of a theory.</summary>
    public static TheoryData<string, bool, string> All()
    {
        var ways = new TheoryData<string, bool, string>();
        foreach (string header in (string[])["none", "v1", "v2"])
        {
            ways.Add("none", false, header);
            ways.Add("starttls", false, header);
            ways.Add("starttls", true, header);
            ways.Add("implicit", true, header);
        }

        return ways;
    }

    /// <summary>Opens a session this way, up to the reply to EHLO.</summary>
    /// <param name="server">The listener.</param>
    /// <param name="mayRelay">From an address in relayFromHosts, or from another.</param>
    public async Task<ScriptedClient> OpenAsync(IPEndPoint server, bool mayRelay = true)
    {
        ScriptedClient client = await ScriptedClient.ConnectAsync(server, IPAddress.Parse(Header != "none" || mayRelay ? "127.0.0.1" : "127.0.0.2"));
        if (Header != "none")
            await client.SendAsync(HeaderFrom(IPAddress.Parse(mayRelay ? Listed : Stranger)));
        if (Listener == "implicit")
            await client.StartTlsAsync();
        await client.ExpectAsync("220 mx1.relay.example *");
        (await client.AskAsync("EHLO client.example")).ShouldStartWith("250-mx1.relay.example");
        if (Listener == "starttls" && UnderTls)
        {
            await client.TalkAsync("""
                C: STARTTLS
                S: 220 2.0.0 *
                """);
            await client.StartTlsAsync();
            (await client.AskAsync("EHLO client.example")).ShouldStartWith("250-mx1.relay.example");
        }

        return client;
    }

    /// <summary>The address that the relay must see.</summary>
    public string ClientAddress(bool mayRelay = true) => Header != "none" ? (mayRelay ? Listed : Stranger) : mayRelay ? "127.0.0.1" : "127.0.0.2";

    /// <summary>The word behind "with" in Received (RFC 3848, RFC 6531 §4.3).</summary>
    public string Keyword(bool utf8 = false, bool authenticated = false) =>
        (utf8 ? "UTF8SMTP" : "ESMTP") + (UnderTls ? "S" : "") + (authenticated ? "A" : "");

    // The PROXY protocol's specification, §2.1 and §2.2; Latin-1.
    private string HeaderFrom(IPAddress source)
    {
        if (Header == "v1")
            return string.Create(CultureInfo.InvariantCulture, $"PROXY TCP4 {source} {Destination.Address} 40000 {Destination.Port}\r\n");
        byte[] header =
        [
            .. "\r\n\r\n\0\r\nQUIT\n"u8, 0x21, 0x11, 0, 12, .. source.GetAddressBytes(), .. Destination.Address.GetAddressBytes(),
            40000 >> 8, 40000 & 255, 0, (byte)Destination.Port,
        ];
        return Encoding.Latin1.GetString(header);
    }
}
