using System.Text;
using Relay.Core.Protocol.Content;

namespace Relay.Core.Tests.Protocol.Content;

/// <summary>Keeps decoded content, as Latin-1.</summary>
internal sealed class CollectingSink : IContentSink
{
    private readonly StringBuilder text = new();

    public string Text => text.ToString();

    public void Write(ReadOnlySpan<byte> content) => text.Append(Encoding.Latin1.GetString(content));
}
