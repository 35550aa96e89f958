namespace Relay.EndToEnd.Tests.Smuggling;

/// <summary>Octets that some server takes for the end of data, and that are not CRLF.CRLF.</summary>
internal static class FalseEnd
{
    /// <summary>Each by its name; Latin-1.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>
    {
        ["LF"] = "\n",
        ["CR"] = "\r",
        ["LF.LF"] = "\n.\n",
        ["LF.CR"] = "\n.\r",
        ["LF.CRLF"] = "\n.\r\n",
        ["LF.CRCRLF"] = "\n.\r\r\n",
        ["LFLF.LFLF"] = "\n\n.\n\n",
        ["CR.CR"] = "\r.\r",
        ["CR.LF"] = "\r.\n",
        ["CR.CRLF"] = "\r.\r\n",
        ["CRLF.LF"] = "\r\n.\n",
        ["CRLF.CR"] = "\r\n.\r",
        ["CRLF.CRCRLF"] = "\r\n.\r\r\n",
        ["CRCRLF.CRCRLF"] = "\r\r\n.\r\r\n",
        ["LFCR.CRLF"] = "\n\r.\r\n",
        ["CRLF..LF"] = "\r\n..\n",
        ["LF..CRLF"] = "\n..\r\n",
        ["CRLF NUL . CRLF"] = "\r\n\0.\r\n",
        ["CRLF . NUL CRLF"] = "\r\n.\0\r\n",
        ["CR NUL LF . CRLF"] = "\r\0\n.\r\n",
        ["CRLF . CR NUL LF"] = "\r\n.\r\0\n",
        ["NUL LF . LF NUL"] = "\0\n.\n\0",
    };
}
