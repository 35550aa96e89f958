using System.Text;

namespace Relay.Host.Send;

/// <summary>One message from a file, sent as it is; line ends become CRLF.</summary>
internal sealed class FileMessage : IMessageSource
{
    private readonly byte[] content;

    public FileMessage(ReadOnlySpan<byte> file)
    {
        content = Prepare(file);
        Is8Bit = !Ascii.IsValid(content);
    }

    public bool Is8Bit { get; }

    public string MessageId(long number) => "";

    public ReadOnlyMemory<byte> Header(long number) => ReadOnlyMemory<byte>.Empty;

    public ReadOnlyMemory<byte> Body(long number) => content;

    private static byte[] Prepare(ReadOnlySpan<byte> file)
    {
        using var prepared = new MemoryStream(file.Length + 1024);
        while (!file.IsEmpty)
        {
            int end = file.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? file : file[..end];
            file = end < 0 ? [] : file[(end + 1)..];
            if (line is [(byte)'.', ..])
                prepared.WriteByte((byte)'.');
            prepared.Write(line is [.., (byte)'\r'] ? line[..^1] : line);
            prepared.Write("\r\n"u8);
        }

        return prepared.ToArray();
    }
}
