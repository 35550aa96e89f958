using System.Text;

namespace Relay.Sdk.Testing.Hosts;

/// <summary>A message that a <see cref="ScriptedHost"/> took.</summary>
/// <param name="Mail">The MAIL command.</param>
/// <param name="Recipients">The accepted RCPT commands.</param>
/// <param name="Content">The content, dots no longer doubled, without the end of data.</param>
/// <param name="Wire">What followed DATA on the wire with the end of data; for BDAT the same as the content.</param>
public sealed record TakenMessage(string Mail, IReadOnlyList<string> Recipients, byte[] Content, byte[] Wire)
{
    /// <summary>The content as Latin-1 text.</summary>
    public string Text => Encoding.Latin1.GetString(Content);
}
