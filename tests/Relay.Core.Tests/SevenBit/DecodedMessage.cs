using System.Text;

namespace Relay.Core.Tests.SevenBit;

/// <summary>Takes a message apart in the plainest way: every leaf with its type and its decoded body, in order.</summary>
internal static class DecodedMessage
{
    public static List<string> Leaves(string message)
    {
        var leaves = new List<string>();
        Read(message, "text/plain", leaves);
        return leaves;
    }

    private static void Read(string entity, string defaultType, List<string> leaves)
    {
        // A part may begin with the empty line, without any field.
        int end = ("\r\n" + entity).IndexOf("\r\n\r\n", StringComparison.Ordinal);
        string header = entity[..end].Replace("\r\n ", " ", StringComparison.Ordinal);
        string body = entity[(end + 2)..];
        string type = Field(header, "Content-Type") ?? defaultType;
        if (type.StartsWith("multipart/", StringComparison.Ordinal))
        {
            string boundary = type[(type.IndexOf('"') + 1)..].TrimEnd('"');
            string[] parts = ("\r\n" + body).Split($"\r\n--{boundary}--")[0].Split($"\r\n--{boundary}\r\n");
            foreach (string part in parts[1..])
                Read(part, type.StartsWith("multipart/digest", StringComparison.Ordinal) ? "message/rfc822" : "text/plain", leaves);
        }
        else if (type == "message/rfc822")
        {
            Read(body, "text/plain", leaves);
        }
        else
        {
            leaves.Add(type.Replace("; charset=unknown-8bit", "", StringComparison.Ordinal) + ": " +
                (Field(header, "Content-Transfer-Encoding") switch
                {
                    "quoted-printable" => QuotedPrintable.Decode(body),
                    "base64" => Encoding.Latin1.GetString(Convert.FromBase64String(body)),
                    _ => body,
                }));
        }
    }

    private static string? Field(string header, string name) => header.Split("\r\n")
        .FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..].Trim();
}
