using System.Text;

namespace Relay.Trials.Sink;

/// <summary>What the trial server says when nothing is wrong.</summary>
internal static class SinkReplies
{
    public static readonly byte[] Greeting = Line("220 sink.relay.example ESMTP sink");
    public static readonly byte[] Helo = Line("250 sink.relay.example");
    public static readonly byte[] Ok = Line("250 2.0.0 OK");
    public static readonly byte[] GoAhead = Line("354 Go ahead");
    public static readonly byte[] StartTls = Line("220 2.0.0 Go ahead");
    public static readonly byte[] Bye = Line("221 2.0.0 Bye");
    public static readonly byte[] Unknown = Line("500 5.5.1 Command not known here");
    public static readonly byte[] NeedsMail = Line("503 5.5.1 MAIL first");
    public static readonly byte[] NeedsRcpt = Line("503 5.5.1 RCPT first");
    public static readonly byte[] BadSize = Line("501 5.5.4 BDAT takes a size, and LAST");
    public static readonly byte[] PlainCapabilities = Capabilities("");
    public static readonly byte[] TlsCapabilities = Capabilities("250-STARTTLS\r\n");

    /// <summary>The reply of a fault.</summary>
    public static byte[] Fault(int code) => Line($"{code} {code / 100}.0.0 As asked for on the command line");

    private static byte[] Line(string text) => Encoding.ASCII.GetBytes(text + "\r\n");

    private static byte[] Capabilities(string startTls) => Line(
        "250-sink.relay.example\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-SIZE\r\n250-DSN\r\n250-ENHANCEDSTATUSCODES\r\n"
        + startTls + "250 CHUNKING");
}
