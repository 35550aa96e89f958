using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Relay.EndToEnd.Tests.Queue;

/// <summary>Hands one message to a server and hears what it says.</summary>
internal static class HandIn
{
    /// <summary>Sends a small message from <c>sender@sender.test</c>.</summary>
    /// <param name="port">The server's.</param>
    /// <param name="recipient">The mailbox.</param>
    /// <param name="subject">To know it again.</param>
    /// <param name="parameters">Of RCPT, as in <c>NOTIFY=SUCCESS</c>.</param>
    /// <param name="body">Whole lines, none beginning with a dot.</param>
    /// <returns>The first reply that was a refusal, or the one to the end of data.</returns>
    public static async Task<string> SendAsync(int port, string recipient, string subject, string parameters = "", string body = "Hello.\r\n")
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);
        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
        string reply = await HearAsync(reader);
        string[] lines =
        [
            "EHLO client.test", "MAIL FROM:<sender@sender.test>", $"RCPT TO:<{recipient}> {parameters}".TrimEnd(), "DATA",
            $"From: <sender@sender.test>\r\nSubject: {subject}\r\n\r\n{body}.",
        ];
        foreach (string line in lines)
        {
            if (reply[0] is not ('2' or '3'))
                return reply;
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(line + "\r\n"));
            reply = await HearAsync(reader);
        }

        return reply;
    }

    private static async Task<string> HearAsync(StreamReader reader)
    {
        while (true)
        {
            string line = await reader.ReadLineAsync() ?? throw new EndOfStreamException("the server has closed");
            if (line.Length < 4 || line[3] != '-')
                return line;
        }
    }
}
