using System.Buffers;
using System.Text;
using Relay.Core.Protocol.Client;

namespace Relay.Trials.Send;

/// <summary>One message from a file, sent as it is; line ends become CRLF.</summary>
internal sealed class FileMessage : IMessageSource
{
    private const string FinalDot = ".\r\n";
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
        var prepared = new ArrayBufferWriter<byte>(file.Length + 1024);
        var stuffer = new DotStuffer();
        while (!file.IsEmpty)
        {
            int clean = stuffer.Next(file);
            prepared.Write(file[..clean]);
            prepared.Write(stuffer.Insertion);
            file = file[clean..];
        }

        prepared.Write(stuffer.End[..^FinalDot.Length]);
        return prepared.WrittenSpan.ToArray();
    }
}
